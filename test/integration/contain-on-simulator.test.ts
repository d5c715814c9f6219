import { describe, expect, it } from 'vitest';
import { previewOf } from '../../src/respond/preview.ts';
import { BLOCK, TRUSTED, aws, base, client, denying, material, onSimulator, place, setUp } from './contain-support.ts';

onSimulator();

describe.each([
  ['aws.iam.revert-trust-policy', () => Promise.resolve(TRUSTED), 'remove-principals'],
  ['aws.iam.disable-console-sign-in', () => Promise.resolve({ userName: 'mallory' }), 'deny-console'],
  ['aws.wafv2.block-address', () => Promise.resolve(BLOCK), 'add-address'],
  ['aws.ec2.deny-address', () => denying(), 'deny-ingress'],
] as const)('%s, as AWS sees it', (id, paramsOf, first) => {
  it('contains as it said it would, and puts everything back exactly', async () => {
    const params = await paramsOf();
    const t = await setUp(id, params);
    const state = await aws.state();
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(await material(t)).toEqual(t.action.expected(t.before, params, place));
    expect(await material(t)).not.toEqual(t.action.material(t.before));
    expect(await t.letGo()).toMatchObject({ state: 'released' });
    const tokenless = (s: unknown) => JSON.stringify(s).replaceAll(/"lockToken":"[^"]*"/g, '');
    expect(tokenless((await t.snapshot()).state)).toBe(tokenless(t.before.state));
    expect(Object.keys(await aws.state())).toEqual(Object.keys(state));
  });

  it('the preview changes nothing and says what is to be', async () => {
    const t = await setUp(id, await paramsOf());
    const preview = await previewOf(t.op.spec, t.op.incident, {
      credentials: () => Promise.resolve({ ok: true, value: { ...base, narrowed: false } }),
      client,
      now: Date.now,
    });
    expect(preview).toMatchObject({ ok: true, value: { exists: true, alreadyDone: false } });
    if (preview.ok) expect(preview.value.diff.length).toBeGreaterThan(0);
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it.each([
    ['a lost answer', { kind: 'lose-answer' }],
    ['a server error', { kind: '500' }],
    ['an error although it was done', { kind: '500-after' }],
    ['throttling', { kind: 'throttle', times: 2 }],
    ['a write that lands a minute late', { kind: 'late-apply', delayMs: 60_000 }],
    ['a write that does not show for a while', { kind: 'stale-reads', forMs: 8_000 }],
    ['replicas that disagree', { kind: 'stale-reads', forMs: 8_000, replicas: 'disagree' }],
  ] as const)('%s on the first write leads to one containment all the same', async (_, fault) => {
    const t = await setUp(id, await paramsOf(), {
      beforeWrite: async (r) => {
        if (faulted) return;
        faulted = true;
        await aws.faults({ ...fault, service: r.service, operation: r.operation });
      },
    });
    let faulted = false;
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect(faulted).toBe(true);
    expect(await t.letGo()).toMatchObject({ state: 'released' });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it('without leave to write nothing is changed, and AWS’s refusal is what is reported', async () => {
    const t = await setUp(id, await paramsOf(), {
      leave: (permissions, step) =>
        step === first ? [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }] : permissions,
    });
    expect(await t.contain('failed')).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/AccessDenied|UnauthorizedOperation/) as string,
    });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });

  it('without leave to read it fails before anything is written', async () => {
    const t = await setUp(id, await paramsOf(), {
      leave: () => [{ actions: ['sts:GetCallerIdentity'], resources: ['*'] }],
    });
    expect(await t.contain('failed')).toMatchObject({ state: 'failed' });
    expect(await material(t)).toEqual(t.action.material(t.before));
  });
});
