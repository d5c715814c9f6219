import { beforeAll, describe, expect, it } from 'vitest';
import type { BlockMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { client as firehose } from '../../../src/ingest/sources/aws/firehose/client.ts';
import { depsOf, type Deps } from '../deps.ts';
import { processBlocks } from '../process-blocks.ts';
import { replay } from '../replay.ts';
import { replaySource } from '../sources/replay-source.ts';
import { stages } from '../stages.ts';
import { blockAt, ownDeps } from './source-world.ts';
import { env, migrateMain, newScope, rows } from './world.ts';

beforeAll(migrateMain);

const NOW = Date.UTC(2026, 0, 10, 12);
const OBJECT = 's3://b-1/AWSLogs/WAFLogs/x.log.gz';
const BAD_MOST = 50;
const KEPT_MOST = 100;

/** A record that AWS WAF writes. */
const good = firehose
  .samples(NOW)
  .map((r) => JSON.stringify(r))
  .find((r) => r.includes('"webaclId"'))!;

interface Letter {
  id: string;
  kind: string;
  place: string;
  reason: string;
  delivery: string | null;
  replayed_at: number | null;
}
const lettersOf = (scope: SourceScope) =>
  rows<Letter>(
    'SELECT id, kind, place, reason, delivery, replayed_at FROM dead_letter WHERE org = ? ORDER BY at, id',
    scope.org,
  );
const realDeps = (more: Partial<Deps> = {}): Deps =>
  ownDeps({ stages, rules: depsOf(env).rules, now: () => NOW, ...more });
/** As if this version did not know any format. */
const BLIND = { ...stages, normalizers: {} };

/** A piece of an object that begins at a record, in a block of its own. */
async function piece(
  scope: SourceScope,
  from: number,
  lines: readonly string[],
  more: { readonly pulled?: string; readonly object?: string } = {},
): Promise<BlockMessage> {
  const facts = { pulled: 'lines', object: OBJECT, from: String(from), ...more };
  return (await blockAt(scope, NOW, [lines.join('\n')], { facts })).message;
}
const bad = (n: number): string[] => Array.from({ length: n }, (_, i) => `{"odd":${i}`);

describe('an object whose records are bad throughout', () => {
  it('has its first letters, and one that says how many more and from where, whatever comes twice or at once', async () => {
    const scope = newScope('aws.s3');
    const blocks: BlockMessage[] = [];
    for (let i = 0; i < 12; i++) blocks.push(await piece(scope, i * 61, [good, ...bad(60)]));
    const deps = realDeps();
    await processBlocks(deps, scope.org, blocks.slice(0, 4));
    await Promise.all([
      processBlocks(deps, scope.org, blocks.slice(4, 8)),
      processBlocks(realDeps(), scope.org, blocks.slice(8)),
    ]);
    const letters = await lettersOf(scope);
    const counting = letters.filter((l) => l.delivery === null);
    expect(letters).toHaveLength(KEPT_MOST + 1);
    // Of a piece 50 have letters: those of the first two are kept, and what has none begins within the first.
    expect(counting).toMatchObject([
      {
        kind: 'record',
        place: `${OBJECT} records[*]`,
        reason: '620 further records of this object are bad and without a letter, from records[51] on',
      },
    ]);
    for (const l of letters) expect(l.place.startsWith(`${OBJECT} records[`)).toBe(true);
    await processBlocks(realDeps(), scope.org, blocks);
    expect(await lettersOf(scope)).toEqual(letters);
    expect(await rows('SELECT sum(rejected) AS n FROM delivery WHERE org = ?', scope.org)).toEqual([{ n: 720 }]);
  });

  it('and whose key is long has fewer: what is kept is bounded by its size too', async () => {
    const scope = newScope('aws.s3');
    const object = `s3://b-1/AWSLogs/WAFLogs/${'x'.repeat(990)}.log`;
    for (let i = 0; i < 3; i++)
      await processBlocks(realDeps(), scope.org, [await piece(scope, i * 50, bad(BAD_MOST), { object })]);
    const letters = await lettersOf(scope);
    const kept = letters.filter((l) => l.delivery !== null);
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.reduce((n, l) => n + l.place.length + l.reason.length, 0)).toBeLessThanOrEqual(64 * 1024);
    expect(letters.find((l) => l.delivery === null)!.reason).toContain(`${150 - kept.length} further records`);
  });

  it.each([
    ['CloudTrail’s that are no records', 'cloudtrail', '1'],
    ['CloudTrail’s that say nothing', 'cloudtrail', '{}'],
    ['lines of no log', 'lines', '{"a":1}'],
    ['lines that are no text', 'lines', '\uFFFD'],
  ])('says for each where it is in the object: %s', async (_, pulled, line) => {
    const scope = newScope('aws.s3');
    const lines = Array.from({ length: 60 }, () => line);
    await processBlocks(realDeps(), scope.org, [await piece(scope, 500, lines, { pulled })]);
    const name = pulled === 'cloudtrail' ? 'Records' : 'records';
    const letters = await lettersOf(scope);
    const kept = letters.filter((l) => l.delivery !== null);
    expect(kept.map((l) => l.kind)).toEqual(kept.map(() => 'record'));
    expect(new Set(kept.map((l) => l.place))).toEqual(
      new Set(Array.from({ length: BAD_MOST }, (_x, i) => `${OBJECT} ${name}[${500 + i}]`)),
    );
    expect(letters.find((l) => l.delivery === null)).toMatchObject({
      place: `${OBJECT} ${name}[*]`,
      reason: `10 further records of this object are bad and without a letter, from ${name}[550] on`,
    });
  });

  it('takes no room from another object, nor from the same name in another organisation', async () => {
    const [one, other] = [newScope('aws.s3'), newScope('aws.s3')];
    for (const scope of [one, other])
      for (const object of [OBJECT, `${OBJECT}2`])
        for (let i = 0; i < 3; i++)
          await processBlocks(realDeps(), scope.org, [await piece(scope, i * 50, bad(BAD_MOST), { object })]);
    for (const scope of [one, other]) expect(await lettersOf(scope)).toHaveLength(2 * (KEPT_MOST + 1));
  });
});

describe('the letter that counts an object’s bad records', () => {
  const goods = Array.from({ length: 2 }, () => good);
  /** An object of sixty pieces that this version could not read. */
  async function unread(): Promise<SourceScope> {
    const scope = newScope('aws.s3');
    const blocks: BlockMessage[] = [];
    for (let i = 0; i < 60; i++) blocks.push(await piece(scope, i * 2, goods));
    await processBlocks(realDeps({ stages: BLIND }), scope.org, blocks);
    expect(await lettersOf(scope)).toHaveLength(KEPT_MOST + 1);
    return scope;
  }
  const counting = async (scope: SourceScope) => (await lettersOf(scope)).find((l) => l.delivery === null)!;
  const again = (scope: SourceScope, id: string, deps = realDeps()) =>
    replay(deps, { v: 1, org: scope.org, id, actor: 'user:usr_a' });

  it('is replayed piece by piece, until none has a bad record any more', async () => {
    const scope = await unread();
    const letter = await counting(scope);
    expect(letter.reason).toContain('20 further records');
    expect(await again(scope, letter.id)).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', detail: expect.stringContaining('10 still have 20 bad records') as string },
    });
    expect(await again(scope, letter.id)).toEqual({ ok: true, value: { replayed: true } });
    expect((await counting(scope)).replayed_at).toBe(NOW);
    expect(await rows('SELECT sum(rejected) AS n FROM delivery WHERE org = ?', scope.org)).toEqual([{ n: 0 }]);
  });

  it('stays open while they are as bad as before', async () => {
    const scope = await unread();
    const { id } = await counting(scope);
    expect(await again(scope, id, realDeps({ stages: BLIND }))).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining('60 still have 120 bad records') as string },
    });
    expect(await counting(scope)).toMatchObject({ replayed_at: null });
  });

  it('goes with the letters of its source', async () => {
    const scope = await unread();
    const page = (cursor?: string) =>
      replaySource(realDeps(), {
        v: 1,
        org: scope.org,
        source: scope.sourceId,
        actor: 'user:usr_a',
        ...(cursor === undefined ? {} : { cursor }),
      });
    const first = await page();
    if (!first.ok) throw new Error(first.error.detail);
    const second = await page(first.value.next);
    if (!second.ok) throw new Error(second.error.detail);
    expect(first.value.replayed + second.value.replayed).toBeGreaterThanOrEqual(KEPT_MOST);
    const open = (await lettersOf(scope)).filter((l) => l.replayed_at === null);
    for (const l of open) expect(await again(scope, l.id)).toMatchObject({ ok: true });
  });
});
