import { HUNT_MAX_MATCHES, type RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import { hourOf, hourOfKey } from '../../src/storage/raw/folders.ts';
import { blocksListed, foldersListed, newWalk, stepOf, type Walk } from '../../src/storage/raw/walk.ts';
import type { HuntDraft, HuntInput, HuntJob, HuntReport } from './api.ts';
import * as limits from './limits.ts';
import { newState, type HuntState, type ListedBlock, type Step } from './state.ts';
import type { Chunk, RetroHuntStore } from './store.ts';
import { viewOf } from './view.ts';

/**
 * One hunt: what was listed, what is handed out, what was counted. Each method is one transaction of the caller's and no more than a
 * turn of the machine, so that a crash between two of them loses nothing: chunks are handed out again, and counted once.
 */
export class HuntBook {
  private readonly store: RetroHuntStore;
  constructor(store: RetroHuntStore) {
    this.store = store;
  }

  get input(): HuntInput | undefined {
    return this.store.input();
  }

  start(input: HuntInput, now: number): void {
    if (this.store.input() !== undefined) return;
    this.store.setInput(input);
    this.store.setState(newState(input, now));
  }

  /** It is this hunt's turn. */
  begin(now: number): void {
    this.change((s) => {
      s.runningSince ??= now;
    });
  }

  isOver(): boolean {
    return this.store.state().final !== undefined;
  }

  /** What is to be done now. Budgets are looked at here, before anything is handed out. */
  next(now: number): Step {
    return this.change((s, input) => {
      if (s.final !== undefined) return { do: 'rest' };
      if (s.runningSince === undefined) {
        if (s.stop === undefined) return { do: 'slot' };
        return this.end(s, now);
      }
      this.checkBudgets(s, input, now);
      const again = this.overdue(s, now);
      if (again.length > 0) return { do: 'send', chunks: again };
      const free = limits.PARALLEL - this.store.count('sent');
      const ready = this.store.of('ready', Math.max(0, free));
      if (ready.length > 0) return { do: 'send', chunks: ready.map((c) => c.seq) };
      if (s.stop === undefined) {
        const listing = this.listing(s, input, now);
        if (listing !== undefined && this.store.count('ready') < limits.PARALLEL) {
          // While nobody works a half-filled chunk is better than none.
          if (free < limits.PARALLEL || !this.closeOpen()) return listing;
          return { do: 'send', chunks: this.store.of('ready', free).map((c) => c.seq) };
        }
        if (listing === undefined && this.closeOpen())
          return free > 0
            ? { do: 'send', chunks: this.store.of('ready', free).map((c) => c.seq) }
            : this.wait(s, input);
        if (listing !== undefined || !this.isListed(s) || this.store.count('sent') > 0) return this.wait(s, input);
      }
      return this.store.count('sent') > 0 ? this.wait(s, input) : this.end(s, now);
    });
  }

  foldersListed(folders: readonly (readonly string[])[]): void {
    this.change((s) => this.moveOn(s, (w) => foldersListed(w, folders)));
  }

  /** A page of blocks; `last` is its last key where there are more. What does not fit into the budget ends the hunt. */
  blocksListed(blocks: readonly ListedBlock[], last: string | undefined): void {
    this.change((s, input) => {
      if (s.stop !== undefined) return;
      let open = this.store.open() ?? this.newChunk(s);
      for (const block of blocks) {
        if (hourOfKey(block.key) === undefined || !this.isWanted(s, block)) continue;
        s.blocksFound++;
        if (s.bytesTaken + block.size > input.maxBytes) {
          s.stop = { kind: 'budget', why: `the budget of ${input.maxBytes} bytes was used up` };
          break;
        }
        s.bytesTaken += block.size;
        if (open.keys.length > 0 && open.bytes + block.size > limits.CHUNK_BYTES) {
          this.store.putChunk({ ...open, state: 'ready' });
          open = this.newChunk(s);
        }
        open = { ...open, keys: [...open.keys, block.key], bytes: open.bytes + block.size };
        if (block.uploaded >= s.startedAt - limits.CLOCK_SKEW_MS) this.store.addRecent(block.key);
        if (open.keys.length < limits.CHUNK_BLOCKS) continue;
        this.store.putChunk({ ...open, state: 'ready' });
        open = this.newChunk(s);
      }
      if (open.keys.length > 0) this.store.putChunk(open);
      if (s.stop === undefined) this.moveOn(s, (w) => blocksListed(w, last));
      // What was taken up before the budget ended is paid for.
      else this.closeOpen();
    });
  }

  /** The queue has taken the messages. */
  sent(chunks: readonly number[], now: number): void {
    this.change((s) => {
      s.handedOut = true;
      for (const seq of chunks) {
        const chunk = this.store.chunk(seq);
        if (chunk === undefined || chunk.state === 'open') continue;
        const sends = chunk.sends + 1;
        this.store.putChunk({ ...chunk, state: 'sent', sends, due: now + limits.resendAfterMs(sends) });
      }
    });
  }

  take(seq: number, now: number): HuntJob | undefined {
    return this.change((s, input) => {
      const chunk = this.store.chunk(seq);
      if (chunk === undefined || chunk.state === 'open' || s.final !== undefined) return undefined;
      if (s.stop?.kind === 'cancelled') {
        this.giveUp(s, chunk, s.stop.why);
        return undefined;
      }
      this.store.putChunk({ ...chunk, due: Math.max(chunk.due, now + limits.WORK_MS) });
      const { id, org, kind, subject, texts, revision, from, to } = input;
      return {
        hunt: { id, org, kind, subject, texts, revision, from, to },
        keys: chunk.keys,
        judge: chunk.keys.length === 0,
      };
    });
  }

  /** Asked before they are made; what a crash keeps from being made stays granted. */
  grant(seq: number, findings: number): number {
    return this.change((s) => {
      if (this.store.chunk(seq) === undefined || s.final !== undefined) return 0;
      const before = s.granted ?? s.findings;
      const granted = Math.max(0, Math.min(findings, limits.MAX_FINDINGS - before));
      s.granted = before + granted;
      return granted;
    });
  }

  /** Counts a chunk; what is counted already, or given up, changes nothing. */
  report(seq: number, report: HuntReport): void {
    this.change((s) => {
      const chunk = this.store.chunk(seq);
      if (chunk === undefined || s.final !== undefined) return;
      if (report.stop !== undefined) {
        this.giveUp(s, chunk, report.stop);
        this.stopNow(s, report.stop);
        return;
      }
      this.store.removeChunk(seq);
      if (chunk.keys.length === 0) s.judging = 'done';
      const unread = report.unread.filter((u) => chunk.keys.includes(u.key));
      s.blocksUnread += unread.length;
      s.blocksChecked += chunk.keys.length - unread.length;
      s.bytesChecked += chunk.bytes;
      s.events += report.events;
      s.skipped += report.skipped;
      s.keptBack += report.keptBack;
      this.countMatches(s, report);
      for (const { key, why } of unread)
        if (this.store.unread().length < limits.MAX_NAMED) this.store.addUnread(key, why.slice(0, 300));
        else this.store.leaveOut(hourOfKey(key)!, 'more blocks could not be read than are named');
      if (report.partly !== undefined) this.leaveOut(chunk, report.partly);
    });
  }

  /** Hits of a chunk that is not counted yet; false where there are too many to be judged. */
  addHits(seq: number, hits: readonly Hit[], drafts: readonly HuntDraft[]): boolean {
    return this.change((s) => {
      if (this.store.chunk(seq) === undefined || s.final !== undefined || s.hits > limits.MAX_HITS) return false;
      for (const hit of hits) if (this.store.addHit(hit)) s.hits++;
      for (const draft of drafts) this.store.addDraft(draft);
      return s.hits <= limits.MAX_HITS;
    });
  }

  lost(seq: number, why: string): void {
    this.change((s) => {
      const chunk = this.store.chunk(seq);
      if (chunk !== undefined && s.final === undefined) this.giveUp(s, chunk, why);
    });
  }

  cancel(why: string): void {
    this.change((s) => {
      if (s.final !== undefined) return;
      s.stop = { kind: 'cancelled', why };
      this.dropUnsent(why);
    });
  }

  view(samples: number): RetroHuntView {
    return viewOf(this.store, samples);
  }

  private checkBudgets(s: HuntState, input: HuntInput, now: number): void {
    if (now - s.runningSince! >= input.maxSeconds * 1000)
      this.stopNow(s, `the budget of ${input.maxSeconds} seconds was used up`);
    else if ((s.granted ?? s.findings) >= limits.MAX_FINDINGS)
      this.stopNow(s, `it had made ${limits.MAX_FINDINGS} findings: narrow the rule, then hunt again`);
  }

  /** Nothing that is not handed out yet is looked through any more. */
  private stopNow(s: HuntState, why: string): void {
    s.stop ??= { kind: 'budget', why };
    this.dropUnsent(why);
  }

  private dropUnsent(why: string): void {
    for (const chunk of this.store.all()) {
      // What was counted is judged all the same.
      if (chunk.state === 'sent' || chunk.keys.length === 0) continue;
      this.leaveOut(chunk, why);
      this.store.removeChunk(chunk.seq);
    }
  }

  /** Chunks that are to be sent again; those sent too often are given up. */
  private overdue(s: HuntState, now: number): number[] {
    const again: number[] = [];
    for (const chunk of this.store.overdue(now, limits.PARALLEL))
      if (chunk.sends >= limits.CHUNK_MAX_SENDS)
        this.giveUp(s, chunk, `handed out ${chunk.sends} times and never reported`);
      else again.push(chunk.seq);
    return again;
  }

  private giveUp(s: HuntState, chunk: Chunk, why: string): void {
    this.store.removeChunk(chunk.seq);
    if (chunk.keys.length > 0) return this.leaveOut(chunk, why);
    s.judging = 'done';
    s.unjudged = why;
  }

  private leaveOut(chunk: Chunk, why: string): void {
    for (const hour of new Set(chunk.keys.map((k) => hourOfKey(k)!))) this.store.leaveOut(hour, why);
  }

  /** What to list; undefined where the archive is through, or its newest end not yet. */
  private listing(s: HuntState, input: HuntInput, now: number): Step | undefined {
    const step = stepOf(s.walk);
    if (step !== undefined) return { do: 'list', step };
    if (!s.needsTail || now < s.settleAt) return undefined;
    s.tail ??= newWalk(input.org, Math.max(input.from, hourOf(s.startedAt - limits.TAIL_MS)), input.to);
    const last = stepOf(s.tail);
    return last === undefined ? undefined : { do: 'list', step: last };
  }

  private isListed(s: HuntState): boolean {
    return s.walk.ended === true && (!s.needsTail || s.tail?.ended === true);
  }

  private moveOn(s: HuntState, go: (w: Walk) => Walk): void {
    if (s.walk.ended === undefined) s.walk = go(s.walk);
    else if (s.tail !== undefined) s.tail = go(s.tail);
  }

  private isWanted(s: HuntState, block: ListedBlock): boolean {
    if (s.walk.ended === undefined) return true;
    return block.uploaded >= s.startedAt - limits.CLOCK_SKEW_MS && !this.store.isRecent(block.key);
  }

  private newChunk(s: HuntState): Chunk {
    return { seq: s.nextChunk++, state: 'open', keys: [], bytes: 0, sends: 0, due: 0 };
  }

  private closeOpen(): boolean {
    const open = this.store.open();
    if (open === undefined) return false;
    this.store.putChunk({ ...open, state: 'ready' });
    return true;
  }

  private wait(s: HuntState, input: HuntInput): Step {
    const due = this.store.nextDue();
    const budget = s.stop === undefined ? s.runningSince! + input.maxSeconds * 1000 : undefined;
    const tail = s.stop === undefined && s.walk.ended && s.needsTail && !s.tail ? s.settleAt : undefined;
    return { do: 'wait', until: Math.min(...[due, budget, tail].filter((t) => t !== undefined)) };
  }

  private end(s: HuntState, now: number): Step {
    this.dropUnsent(s.stop?.why ?? '');
    if (s.hits > 0 && s.judging === undefined && s.stop?.kind !== 'cancelled') {
      if (s.hits > limits.MAX_HITS) {
        s.judging = 'done';
        s.unjudged = `more than ${limits.MAX_HITS} events count for it: narrow the rule or the time`;
      } else {
        s.judging = 'asked';
        const judge = { ...this.newChunk(s), state: 'ready' as const };
        this.store.putChunk(judge);
        return { do: 'send', chunks: [judge.seq] };
      }
    }
    const left = this.store.leftOut().size > 0 || s.stop !== undefined || s.unjudged !== undefined;
    s.final = s.stop?.kind === 'cancelled' || s.stop?.kind === 'failed' ? s.stop.kind : left ? 'partial' : 'done';
    s.finishedAt = now;
    this.store.tidy();
    return { do: 'rest' };
  }

  private countMatches(s: HuntState, report: HuntReport): void {
    let samples = this.store.samplesKept();
    for (const match of report.found) {
      if (s.matches < limits.MAX_KNOWN_MATCHES && !this.store.addMatch(match, samples < HUNT_MAX_MATCHES)) continue;
      s.matches++;
      if (match.made) s.findings++;
      if (match.sample !== undefined) samples++;
    }
  }

  private change<T>(act: (s: HuntState, input: HuntInput) => T): T {
    const input = this.store.input();
    if (input === undefined) throw new Error('this hunt was never begun');
    const s = this.store.state();
    const result = act(s, input);
    this.store.setState(s);
    return result;
  }
}
