import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { nodeSqlite } from '../../src/kit/testing/node-sqlite.ts';
import { blockKey } from '../../src/storage/raw/block.ts';
import { hourOfKey } from '../../src/storage/raw/folders.ts';
import type { HuntInput, HuntReport } from './api.ts';
import { HuntBook } from './book.ts';
import { MAX_FINDINGS, MAX_HITS, resendAfterMs } from './limits.ts';
import { RETRO_HUNT_MIGRATIONS } from './migrations.ts';
import type { ListedBlock } from './state.ts';
import { RetroHuntStore } from './store.ts';

const T0 = Date.UTC(2026, 1, 3, 12);
const input: HuntInput = {
  v: 1,
  id: 'hunt_1',
  org: 'org_a',
  kind: 'rule',
  subject: 'r1',
  title: 'A rule',
  texts: [],
  revision: 1,
  from: T0 - 30 * HOUR_MS,
  to: T0,
  maxBytes: 1_000_000_000,
  maxSeconds: 3_600,
  startedBy: 'user:usr_1',
};
const empty: HuntReport = { v: 1, events: 0, found: [], unread: [], skipped: 0, keptBack: 0 };

interface Stored extends ListedBlock {
  readonly at: number;
}
const block = (n: number, at: number, size = 1_000_000, source = 'src_a', uploaded = at): Stored => ({
  key: blockKey('org_a', source, `blk_${String(n).padStart(6, '0')}`, at),
  size,
  uploaded,
  at,
});

/** A bucket, a queue and a hunt, moved by hand: what is in memory between two calls may be lost at any time. */
class World {
  now = T0 + HOUR_MS;
  readonly sql = nodeSqlite();
  readonly queue: number[] = [];
  readonly archive: Stored[];
  readonly counted = new Map<string, number>();
  /** Blocks that a listing page has, so that hours have several */
  page = 3;
  constructor(archive: readonly Stored[], more: Partial<HuntInput> = {}) {
    this.archive = archive.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    migrate(this.sql, RETRO_HUNT_MIGRATIONS);
    this.book.start({ ...input, ...more }, this.now);
    this.book.begin(this.now);
  }
  /** A fresh one each time: nothing is kept but what is in SQLite. */
  get book(): HuntBook {
    return new HuntBook(new RetroHuntStore(this.sql));
  }

  /** One turn of the shell. `crash` stops it between its effect and the note of it. Answers false when there is nothing to do. */
  turn(crash = false): boolean {
    const step = this.book.next(this.now);
    if (step.do === 'rest') return false;
    if (step.do === 'wait') {
      this.now = Math.max(this.now, Math.min(step.until, this.now + resendAfterMs(99)));
      return false;
    }
    if (step.do === 'slot') throw new Error('it has begun already');
    if (step.do === 'send') {
      this.queue.push(...step.chunks);
      if (!crash) this.book.sent(step.chunks, this.now);
      return true;
    }
    if (crash) return true;
    if (step.step.list === 'folders') this.book.foldersListed(step.step.prefixes.map((p) => this.folders(p)));
    else {
      const { prefix, after } = step.step;
      const all = this.archive.filter(
        (b) => b.key.startsWith(prefix) && b.key > (after ?? '') && b.uploaded <= this.now,
      );
      const page = all.slice(0, this.page);
      this.book.blocksListed(page, all.length > page.length ? page.at(-1)!.key : undefined);
    }
    return true;
  }
  private folders(prefix: string): string[] {
    const there = this.archive.filter((b) => b.key.startsWith(prefix) && b.uploaded <= this.now);
    return [...new Set(there.map((b) => `${prefix}${b.key.slice(prefix.length).split('/')[0]}/`))];
  }
  /** What a consumer does with a message; `crash` before its report. */
  consume(seq: number, crash = false, unread: readonly string[] = []): void {
    const job = this.book.take(seq, this.now);
    if (job === undefined || crash) return;
    const before = this.book.view(0).blocks;
    const bad = job.keys.filter((k) => unread.includes(k));
    const report = { ...empty, events: job.keys.length, unread: bad.map((key) => ({ key, why: 'damaged' })) };
    this.book.report(seq, report);
    const after = this.book.view(0).blocks;
    if (after.checked + after.unreadable > before.checked + before.unreadable)
      for (const k of job.keys) this.counted.set(k, (this.counted.get(k) ?? 0) + 1);
  }
  /** Runs to the end without mishap. */
  finish(): RetroHuntView {
    for (let i = 0; i < 10_000 && !this.book.isOver(); i++) {
      this.turn();
      for (const seq of this.queue.splice(0)) this.consume(seq);
    }
    return this.book.view(1_000);
  }
}

/** The whole span is accounted for once: looked at, or named. */
function expectWholeSpan(view: RetroHuntView): void {
  const named = view.unchecked.filter((u) => !u.why.startsWith('block '));
  const damaged = [...new Set(view.unchecked.filter((u) => u.why.startsWith('block ')).map((u) => u.from))]
    .filter((from) => !named.some((n) => n.from <= from && from < n.to))
    .map((from) => view.unchecked.find((u) => u.from === from && u.why.startsWith('block '))!);
  let at = view.from;
  for (const r of [...view.checked, ...named, ...damaged].toSorted((a, b) => a.from - b.from)) {
    expect(r.from).toBe(at);
    at = r.to;
  }
  expect(at).toBe(view.to);
}

/** What an hour that counts as looked at holds was counted. */
function expectHonest(view: RetroHuntView, w: World): void {
  for (const b of w.archive)
    if (view.checked.some((r) => r.from <= b.at && b.at < r.to)) expect(w.counted.get(b.key)).toBe(1);
}

describe('a hunt', () => {
  it('looks through every block of its time once, the newest hour first, and says that it is done', () => {
    const blocks = [1, 2, 3, 5, 26, 29].flatMap((h, i) => [
      block(i * 10, T0 - h * HOUR_MS + 1),
      block(i * 10 + 1, T0 - h * HOUR_MS + 2, 500, 'src_b'),
    ]);
    const outside = [block(900, T0 - 40 * HOUR_MS), block(901, T0 + 1)];
    const w = new World([...blocks, ...outside]);
    const view = w.finish();
    expect(view).toMatchObject({
      state: 'done',
      blocks: { found: 12, checked: 12, unreadable: 0 },
      events: 12,
      checked: [{ from: input.from, to: input.to }],
      unchecked: [],
    });
    expect(RetroHuntView.safeParse(view).success).toBe(true);
    expect([...w.counted.keys()].map((k) => hourOfKey(k)!)).toEqual(
      [...w.counted.keys()].map((k) => hourOfKey(k)!).toSorted((a, b) => b - a),
    );
  });

  it('ends with its bytes, and names the hours that it did not come to', () => {
    const blocks = [1, 2, 3, 4].flatMap((h) => [0, 1].map((i) => block(h * 10 + i, T0 - h * HOUR_MS + i)));
    const view = new World(blocks, { maxBytes: 5_500_000 }).finish();
    expect(view).toMatchObject({
      state: 'partial',
      bytes: 5_000_000,
      blocks: { checked: 5 },
      checked: [{ from: T0 - 2 * HOUR_MS, to: T0 }],
      unchecked: [{ from: input.from, to: T0 - 2 * HOUR_MS, why: 'the budget of 5500000 bytes was used up' }],
    });
  });

  it('ends with its seconds: what was made up and not handed out is named', () => {
    const blocks = Array.from({ length: 200 }, (_, i) => block(i, T0 - (1 + (i % 25)) * HOUR_MS, 4_000_000));
    const w = new World(blocks, { maxSeconds: 10 });
    while (w.turn());
    w.now += 10_000;
    const view = w.finish();
    expect(view.state).toBe('partial');
    expect(view.blocks.checked).toBe(8);
    expectWholeSpan(view);
    expectHonest(view, w);
  });

  it('names each block that cannot be read', () => {
    const bad = block(2, T0 - 2 * HOUR_MS);
    const w = new World([block(1, T0 - HOUR_MS), bad]);
    while (w.turn());
    for (const seq of w.queue.splice(0)) w.consume(seq, false, [bad.key]);
    const view = w.finish();
    expect(view).toMatchObject({
      state: 'done',
      blocks: { checked: 1, unreadable: 1 },
      unchecked: [{ from: T0 - 2 * HOUR_MS, to: T0 - HOUR_MS, why: `block ${bad.key}: damaged` }],
    });
    expectWholeSpan(view);
  });

  it('sees what reaches the archive while it is under way, once', () => {
    const now = T0 + HOUR_MS;
    const late = block(7, T0 + HOUR_MS / 2, 100, 'src_a', now + 4_000);
    const early = block(8, T0 + HOUR_MS / 2, 100, 'src_a', now - 1);
    const w = new World([late, early], { to: now + 5_000 });
    const view = w.finish();
    expect(view).toMatchObject({ state: 'done', blocks: { found: 2, checked: 2 } });
    expect([...w.counted.values()]).toEqual([1, 1]);
  });

  it('that is cancelled hands out nothing more and says where it stopped', () => {
    const blocks = Array.from({ length: 60 }, (_, i) => block(i, T0 - (1 + (i % 25)) * HOUR_MS, 4_000_000));
    const w = new World(blocks);
    while (w.turn());
    w.consume(w.queue.shift()!);
    w.book.cancel('user:usr_1 cancelled it');
    const view = w.finish();
    expect(view).toMatchObject({ state: 'cancelled', blocks: { checked: 1 } });
    expect(view.unchecked.every((u) => u.why === 'user:usr_1 cancelled it')).toBe(true);
    expectWholeSpan(view);
  });

  it('sends again what nobody took up, the sooner the fewer times it was sent, and gives it up in the end', () => {
    const w = new World([block(1, T0 - HOUR_MS)], { maxSeconds: 100_000 });
    const sentAt: number[] = [];
    for (let i = 0; i < 100 && !w.book.isOver(); i++) {
      w.turn();
      if (w.queue.splice(0).length > 0) sentAt.push(w.now);
    }
    expect(sentAt.slice(1).map((t, i) => (t - sentAt[i]!) / 1_000)).toEqual([30, 60, 120, 240, 300]);
    expect(w.book.view(0)).toMatchObject({
      state: 'partial',
      unchecked: [{ why: 'handed out 6 times and never reported' }],
    });
  });

  it('counts an event that two deliveries brought once', () => {
    const w = new World([block(1, T0 - HOUR_MS, 4_000_000), block(2, T0 - 2 * HOUR_MS, 4_000_000)]);
    while (w.turn());
    for (const seq of w.queue.splice(0))
      w.book.report(seq, { ...empty, events: 1, found: [{ id: 'fnd_1', made: true }] });
    expect(w.finish()).toMatchObject({ events: 2, matches: 1, findings: 1 });
  });

  it('lets chunks that are looked through side by side make no more findings together than it may', () => {
    const w = new World(Array.from({ length: 8 }, (_, i) => block(i, T0 - (i + 1) * HOUR_MS, 4_000_000)));
    while (w.turn());
    const chunks = w.queue.splice(0).map((seq) => ({ seq, job: w.book.take(seq, w.now)! }));
    expect(chunks).toHaveLength(8);
    const made = new Map(chunks.map(({ seq }) => [seq, 0]));
    // All at once, two hundred at a time, as their consumers store them.
    for (let round = 0; round < 10; round++)
      for (const { seq } of chunks) made.set(seq, made.get(seq)! + w.book.grant(seq, 200));
    expect([...made.values()].reduce((a, b) => a + b)).toBe(MAX_FINDINGS);
    for (const { seq } of chunks) {
      const found = Array.from({ length: made.get(seq)! }, (_, i) => ({ id: `fnd_${seq}_${i}`, made: true }));
      w.book.report(seq, { ...empty, found });
    }
    expect(w.finish()).toMatchObject({ state: 'partial', findings: MAX_FINDINGS });
  });

  it('grants no findings to a chunk that was counted already, nor when it is over', () => {
    const w = new World([block(1, T0 - HOUR_MS)]);
    while (w.turn());
    const [seq] = w.queue.splice(0);
    w.book.report(seq!, empty);
    expect(w.book.grant(seq!, 1)).toBe(0);
    w.finish();
    expect(w.book.grant(seq!, 1)).toBe(0);
  });
});

describe('a hunt for a correlation', () => {
  const hit = (event: string, time: number): Hit => ({ correlation: 'c1', rule: 'r1', group: ['g'], event, time });
  /** A hunt whose only block has been looked through, with these hits. */
  const withHits = (hits: readonly Hit[]): World => {
    const w = new World([block(1, T0 - HOUR_MS)]);
    while (w.turn());
    for (let i = 0; i < hits.length; i += 10_000) w.book.addHits(1, hits.slice(i, i + 10_000), []);
    for (const seq of w.queue.splice(0)) w.consume(seq);
    return w;
  };

  it('is judged once all is in, by a message of its own', () => {
    const w = withHits([hit('e1', 1), hit('e2', 2)]);
    while (w.turn());
    expect(w.queue).toEqual([2]);
    expect(w.book.take(2, w.now)).toMatchObject({ judge: true, keys: [] });
    w.book.report(2, { ...empty, found: [{ id: 'fnd_1', made: true }] });
    expect(w.finish()).toMatchObject({ state: 'done', findings: 1, events: 1 });
  });

  it('says that nothing was judged when that was given up', () => {
    const w = withHits([hit('e1', 1)]);
    while (w.turn());
    w.book.lost(w.queue.shift()!, 'it failed after every retry');
    expect(w.finish()).toMatchObject({
      state: 'partial',
      checked: [],
      unchecked: [{ from: input.from, to: input.to, why: 'it failed after every retry' }],
    });
  });

  it('says that nothing was judged where too many events count for it', () => {
    const w = withHits(Array.from({ length: MAX_HITS + 1 }, (_, i) => hit(`e${i}`, i)));
    const view = w.finish();
    expect(view).toMatchObject({ state: 'partial', checked: [], blocks: { checked: 1 } });
    expect(view.unchecked[0]!.why).toContain(`more than ${MAX_HITS} events`);
  });

  it('hands its hits out in order of time, each once', () => {
    const store = withHits([hit('b', 5), hit('a', 5), hit('c', 1), hit('b', 5)]);
    const rows = new RetroHuntStore(store.sql);
    const first = rows.hits(undefined, 2);
    const last = first.at(-1)!;
    expect([...first, ...rows.hits(last, 10)].map((h) => h.hit.event)).toEqual(['c', 'a', 'b']);
  });
});

describe('a hunt under crashes, redelivery and loss', () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constant('turn' as const) },
    { weight: 2, arbitrary: fc.constant('crash' as const) },
    { weight: 5, arbitrary: fc.constant('consume' as const) },
    { weight: 2, arbitrary: fc.constant('die' as const) },
    { weight: 2, arbitrary: fc.constant('twice' as const) },
    { weight: 1, arbitrary: fc.constant('lose' as const) },
    { weight: 1, arbitrary: fc.constant('dead' as const) },
    { weight: 1, arbitrary: fc.constant('late' as const) },
  );
  const archive = fc
    .array(
      fc.record({
        hour: fc.integer({ min: 1, max: 29 }),
        size: fc.integer({ min: 1, max: 3_000_000 }),
        source: fc.constantFrom('src_a', 'src_b', 'src_c'),
      }),
      { maxLength: 40 },
    )
    .map((all) => all.map((b, i) => block(i, T0 - b.hour * HOUR_MS + i, b.size, b.source)));
  const budget = fc.record({
    maxBytes: fc.oneof(fc.constant(1_000_000_000), fc.integer({ min: 1, max: 20_000_000 })),
    maxSeconds: fc.constantFrom(5, 400, 100_000),
  });

  it('counts every block once or says that its hour was not looked at whole', () => {
    fc.assert(
      fc.property(archive, budget, fc.array(action, { maxLength: 120 }), (blocks, more, actions) => {
        const w = new World(blocks, more);
        for (const a of actions) {
          if (a === 'turn' || a === 'crash') w.turn(a === 'crash');
          if (a === 'late') w.now += 3_000;
          const seq = w.queue[0];
          if (seq === undefined) continue;
          if (a === 'twice') w.consume(seq);
          if (['consume', 'die', 'lose', 'dead', 'twice'].includes(a)) w.queue.shift();
          if (a === 'consume' || a === 'twice') w.consume(seq);
          if (a === 'die') {
            w.consume(seq, true);
            w.queue.push(seq);
          }
          if (a === 'dead') w.book.lost(seq, 'the queue gave it up');
        }
        const view = w.finish();
        expect(['done', 'partial']).toContain(view.state);
        expect(Math.max(0, ...w.counted.values())).toBeLessThanOrEqual(1);
        expect(view.blocks.checked).toBe(w.counted.size);
        expect(view.events).toBe(w.counted.size);
        expectHonest(view, w);
        expectWholeSpan(view);
        if (view.state === 'done') expect(w.counted.size).toBe(blocks.length);
        expect(view.bytes).toBeLessThanOrEqual(more.maxBytes);
      }),
      { numRuns: 400 },
    );
  });
});
