import { describe, expect, it } from 'vitest';
import type { Rpc } from '../../src/contracts/rpc.ts';
import type { CustodyStatus } from '../../src/contracts/custody.ts';
import type { EffectBody } from '../../src/incident/effects.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { propose } from '../../src/respond/propose.ts';
import { findingOf, planFor, PREVIEW, statusOf, World } from '../../src/incident/testing/world.ts';
import { failure, type FailureCode } from '../../src/kit/errors.ts';
import { err, ok } from '../../src/kit/result.ts';
import type { IncidentEnv } from './deps.ts';
import { inTime, perform, type PerformDeps } from './perform.ts';

/** An incident that has just handed one action to custody. */
function requested(): { w: World; op: string; acquire: EffectBody } {
  const w = new World();
  w.find(findingOf(1));
  w.fire('investigate');
  w.fire('investigation_timeout');
  const { revision, covered } = w.last('propose')!;
  w.do('proposed', { revision, drafts: propose({ state: w.state!, revision, covered, actions }) });
  w.do('previewed', {
    revision,
    previews: w.last('preview')!.drafts.map((d) => ({ opId: d.opId, preview: PREVIEW })),
  });
  w.do('decided', { revision, plans: [planFor(w, 'permit')!] });
  const { plan, digest } = w.last('permit')!;
  w.do('permitted', { plan, digest, permit: 'token', expiresAt: w.now + 1_000, approvals: [] });
  const acquire = w.last('acquire')!;
  return { w, op: acquire.request.opId, acquire };
}

/** Custody that gives one answer to everything; every other neighbour is out of reach. */
const withCustody = (w: World, answer: () => Rpc<CustodyStatus>): PerformDeps => ({
  env: { CUSTODY: { acquire: answer, status: answer, release: answer } } as unknown as IncidentEnv,
  state: w.state!,
  findings: () => [],
  handOver: () => Promise.reject(new Error('nothing is merged here')),
  now: () => w.now,
});
const refusing = (code: FailureCode) => () => Promise.resolve(err(failure(code, 'no')));
const spec = (w: World) => w.state!.actions[0]!.draft.spec;

describe('an acquire', () => {
  it('that custody refuses is told as refused, with its operation', async () => {
    const { w, op, acquire } = requested();
    const events = await perform(withCustody(w, refusing('forbidden')), 'ev_1', acquire);
    expect(events).toMatchObject([{ type: 'effect_failed', body: { kind: 'acquire', opId: op, refused: true } }]);
  });

  it.each(['unavailable', 'internal', 'too_fast'] as const)('that meets %s is tried again', async (code) => {
    const { w, acquire } = requested();
    await expect(perform(withCustody(w, refusing(code)), 'ev_1', acquire)).rejects.toThrow(code);
  });

  it('without an answer in time is tried again, and its late answer makes no event', async () => {
    const { w, acquire } = requested();
    let answer: (status: CustodyStatus) => void = () => undefined;
    const slow = new Promise<CustodyStatus>((resolve) => (answer = resolve)).then(ok);
    const deps = withCustody(w, () => slow);
    await expect(inTime(perform(deps, 'ev_1', acquire), 'acquire', 5)).rejects.toThrow('in time');
    answer(statusOf(w, 'op_x', {}));
    await slow;
  });

  it('done twice makes the same events', async () => {
    const { w, op, acquire } = requested();
    const deps = withCustody(w, () => Promise.resolve(ok(statusOf(w, op, { state: 'held' }))));
    expect(await perform(deps, 'ev_1', acquire)).toEqual(await perform(deps, 'ev_1', acquire));
  });
});

describe('that custody does not know an operation', () => {
  const unknown = refusing('not_found');

  it('says nothing while its acquire is still being tried', async () => {
    const { w, op } = requested();
    expect(await perform(withCustody(w, unknown), 'ev_2', { kind: 'status', opId: op, spec: spec(w) })).toEqual([]);
  });

  it('ends it once its acquire was given up', async () => {
    const { w, op } = requested();
    w.do('effect_failed', { effect: 'ev_1', kind: 'acquire', error: 'timed out', opId: op });
    for (const e of await perform(withCustody(w, unknown), 'ev_2', { kind: 'status', opId: op, spec: spec(w) }))
      w.apply(e);
    expect(w.state?.actions[0]?.state).toBe('failed');
  });

  it('keeps a release that came before its acquire', async () => {
    const { w, op } = requested();
    const release: EffectBody = { kind: 'release', opId: op, spec: spec(w), reason: 'r' };
    await expect(perform(withCustody(w, unknown), 'ev_3', release)).rejects.toThrow('yet');
    w.do('custody_reported', { status: statusOf(w, op, { state: 'held', proof: 'effective' }) });
    expect(await perform(withCustody(w, unknown), 'ev_3', release)).toMatchObject([
      { type: 'effect_failed', body: { kind: 'release', opId: op } },
    ]);
  });
});
