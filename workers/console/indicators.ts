import type { IndicatorListsApi } from '../../src/api/deps.ts';
import type { IndicatorList } from '../../src/contracts/indicators.ts';
import { ListPacker, saltOf } from '../../src/detect/intel/list-packer.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { failure } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { err, ok } from '../../src/kit/result.ts';
import { readCurrent, sweepLists } from '../../src/storage/indicators/read-list.ts';
import { putInForce, putOutOfForce, writeList } from '../../src/storage/indicators/write-list.ts';
import type { Env } from './env.ts';

async function* chunksOf(body: ReadableStream<Uint8Array> | null, gzip: boolean): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  // The platform's types of the two streams differ in what they call a buffer.
  const plain = gzip ? body.pipeThrough(new DecompressionStream('gzip')) : body;
  yield* plain as unknown as AsyncIterable<Uint8Array>;
}

/**
 * Lists of indicators in R2. The ledger hears of a change before it takes effect: a crash in between leaves an entry of a list that
 * never was in force, and never a list that no entry tells of.
 */
export const indicatorLists = (env: Pick<Env, 'INDICATORS' | 'ADMIN'>): IndicatorListsApi => ({
  async replace(caller, body, gzip) {
    const { org } = caller;
    const at = Date.now();
    const version = newId('ind', at);
    const packer = new ListPacker(saltOf(randomBytes(8)));
    const written = await writeList(env.INDICATORS, org, version, chunksOf(body, gzip), packer);
    if (!written.ok) return written;
    const { shards: _shards, ...told } = written.value;
    const recorded = await env.ADMIN.recordIndicators({ v: 1, caller, body: { change: 'replaced', ...told } });
    if (!recorded.ok) return recorded;
    const who = { by: `user:${caller.user}`, at };
    if (!(await putInForce(env.INDICATORS, org, written.value, who)))
      return err(failure('conflict', 'A later list was stored while this one was under way; it stays in force.'));
    await sweepLists(env.INDICATORS, org, version, at);
    return ok({ ...told, ...who } satisfies IndicatorList);
  },
  async current(org) {
    const current = await readCurrent(env.INDICATORS, org);
    if (current === undefined) return null;
    const { v: _v, shards: _shards, ...list } = current;
    return list;
  },
  async remove(caller) {
    const current = await readCurrent(env.INDICATORS, caller.org);
    const body = { change: 'removed', version: current?.version ?? null };
    const recorded = await env.ADMIN.recordIndicators({ v: 1, caller, body });
    if (!recorded.ok) return recorded;
    await putOutOfForce(env.INDICATORS, caller.org);
    await sweepLists(env.INDICATORS, caller.org, undefined, Date.now());
    return ok({ removed: true });
  },
});
