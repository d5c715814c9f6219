import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BlockMessage, HuntMessage, SourceScope } from '../../../src/contracts/delivery.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { putInForce, putOutOfForce } from '../../../src/storage/indicators/write-list.ts';
import { storeList } from '../../../test/support/indicators.ts';
import { ListPacker } from '../../../src/detect/intel/list-packer.ts';
import { ok } from '../../../src/kit/result.ts';
import { HeldLists } from '../../../src/storage/indicators/held-lists.ts';
import { depsOf, newMemory, type Deps } from '../deps.ts';
import { newIndicators } from '../indicators.ts';
import { processBlocks } from '../process-blocks.ts';
import { rulesOf, testStages } from './stages.ts';
import { env, journalName, migrateMain, newScope, rows } from './world.ts';

beforeAll(migrateMain);

/** An isolate with a clock of its own: what it holds is looked at again when the clock says so. */
function isolate(bucket: R2Bucket = env.INDICATORS) {
  const clock = { now: Date.now() };
  const hunted: HuntMessage[] = [];
  const lists = newIndicators();
  const deps: Deps = {
    ...depsOf(env),
    stages: testStages,
    rules: rulesOf(testStages),
    memory: newMemory(),
    indicators: (org) => lists.of(bucket, org, clock.now),
    hunt: async (messages) => void hunted.push(...messages),
  };
  let n = 0;
  /** Addresses that the hunter is asked about, out of one block whose events show these. */
  const huntedOf = async (scope: SourceScope, ...addresses: string[]): Promise<string[]> => {
    hunted.length = 0;
    const records = addresses.map((ip) => ({ id: `e${n++}`, ip }));
    await processBlocks(deps, scope.org, [await putBlock(scope, records)]);
    return hunted.flatMap((h) => h.observables.map((o) => o.value));
  };
  return { clock, deps, hunted, huntedOf };
}

async function putBlock(scope: SourceScope, records: unknown): Promise<BlockMessage> {
  const body = utf8(JSON.stringify(records));
  const at = Date.now();
  const id = newId('blk', at);
  const entry = { id: newId('dlv', at), scope, contentType: 'application/json', acceptedAt: at };
  const key = blockKey(scope.org, scope.sourceId, id, at);
  await env.RAW.put(key, encodeBlock([{ entries: [{ ...entry, offset: 0, length: body.byteLength }], body }]));
  return { v: 1, org: scope.org, block: id, key, journal: journalName(scope) };
}
const LATER_MS = 11_000;
const who = { by: 'user:usr_test', at: 1 };

describe('indicators in the pipeline', () => {
  it('only what is listed goes to the hunter, with the version that found it', async () => {
    const scope = newScope();
    const { version } = await storeList(env.INDICATORS, scope.org, [{ type: 'cidr', value: '203.0.113.0/24' }]);
    const { hunted, huntedOf } = isolate();
    expect(await huntedOf(scope, '203.0.113.7', '198.51.100.7', '::ffff:203.0.113.9', '203.0.113.7')).toEqual([
      '203.0.113.7',
      '::ffff:203.0.113.9',
    ]);
    expect(hunted).toMatchObject([{ v: 1, org: scope.org, list: version }]);
  });

  it('another organisation’s list is not looked at', async () => {
    const [mine, other] = [newScope(), newScope()];
    await storeList(env.INDICATORS, mine.org, [{ type: 'ip', value: '203.0.113.7' }]);
    const { huntedOf } = isolate();
    expect(await huntedOf(other, '203.0.113.7')).toEqual([]);
    expect(await huntedOf(mine, '203.0.113.7')).toEqual(['203.0.113.7']);
  });

  it('a new list is in force within ten seconds, in an isolate that runs; R2 is asked no sooner', async () => {
    const scope = newScope();
    const { clock, huntedOf } = isolate();
    expect(await huntedOf(scope, '203.0.113.7')).toEqual([]);
    await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '203.0.113.7' }]);
    const get = vi.spyOn(env.INDICATORS, 'get');
    expect(await huntedOf(scope, '203.0.113.7')).toEqual([]);
    expect(get).not.toHaveBeenCalled();
    get.mockRestore();
    clock.now += LATER_MS;
    expect(await huntedOf(scope, '203.0.113.7')).toEqual(['203.0.113.7']);
    await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '198.51.100.7' }]);
    clock.now += LATER_MS;
    expect(await huntedOf(scope, '203.0.113.7', '198.51.100.7')).toEqual(['198.51.100.7']);
    await putOutOfForce(env.INDICATORS, scope.org);
    clock.now += LATER_MS;
    expect(await huntedOf(scope, '198.51.100.7')).toEqual([]);
  });

  it('an upload that broke off before its last write leaves the list before in force', async () => {
    const scope = newScope();
    await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '203.0.113.7' }]);
    const half = await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '198.51.100.7' }], false);
    const { clock, huntedOf } = isolate();
    expect(await huntedOf(scope, '203.0.113.7', '198.51.100.7')).toEqual(['203.0.113.7']);
    await putInForce(env.INDICATORS, scope.org, half, who);
    clock.now += LATER_MS;
    expect(await huntedOf(scope, '203.0.113.7', '198.51.100.7')).toEqual(['198.51.100.7']);
  });

  it('while R2 is away the list that is held serves; where none is held nothing is committed', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    const scope = newScope();
    await storeList(env.INDICATORS, scope.org, [{ type: 'ip', value: '203.0.113.7' }]);
    let away = true;
    const bucket = {
      get: (...args: Parameters<R2Bucket['get']>) =>
        away ? Promise.reject(new Error('away')) : env.INDICATORS.get(...args),
    } as unknown as R2Bucket;
    const { clock, huntedOf } = isolate(bucket);
    await expect(huntedOf(scope, '203.0.113.7')).rejects.toThrow('away');
    expect(await rows('SELECT id FROM delivery WHERE org = ?', scope.org)).toEqual([]);
    away = false;
    expect(await huntedOf(scope, '203.0.113.7')).toEqual(['203.0.113.7']);
    away = true;
    clock.now += LATER_MS;
    expect(await huntedOf(scope, '203.0.113.7')).toEqual(['203.0.113.7']);
    expect(errors.mock.calls.map(([line]) => String(line)).join()).toContain('indicators_away');
    errors.mockRestore();
  });

  it('of more lists than memory has room for the one used longest ago is read again', async () => {
    const scopes = [newScope(), newScope()];
    for (const [i, { org }] of scopes.entries())
      await storeList(env.INDICATORS, org, [{ type: 'ip', value: `203.0.113.${i}` }]);
    // Sets that say of themselves that they are large: one of them has room.
    const lists = new HeldLists({
      open: (bytes) => ok({ bytes: 20_000_000, length: bytes.byteLength }),
      packer: () => new ListPacker([1, 2]),
      complain: (event) => expect.unreachable(event),
    });
    const get = vi.spyOn(env.INDICATORS, 'get');
    const readsFor = async (scope: SourceScope): Promise<number> => {
      get.mockClear();
      expect((await lists.of(env.INDICATORS, scope.org, 1))?.set.length).toBeGreaterThan(0);
      return get.mock.calls.length;
    };
    const [a, b] = scopes as [SourceScope, SourceScope];
    const reads = [await readsFor(a), await readsFor(a), await readsFor(b), await readsFor(b), await readsFor(a)];
    // What is in force, and the fingerprints.
    expect(reads).toEqual([2, 0, 2, 0, 2]);
    get.mockRestore();
  });
});
