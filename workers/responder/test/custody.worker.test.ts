import { reset, runInDurableObject } from 'cloudflare:test';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { digestOf } from '../../../src/kit/crypto.ts';
import { aws } from '../aws.ts';
import {
  acquireFor,
  before,
  cloudOf,
  custody,
  KEY,
  release,
  routed,
  specFor,
  statusOf,
  stubOf,
  until,
} from './world.ts';

// One line a step is for operators.
vi.spyOn(console, 'log').mockImplementation(() => undefined);
vi.spyOn(aws, 'clientFor').mockReturnValue(() => routed);

// Holders would go on reading back for as long as their leases run.
afterAll(() => reset());

const must = <T>(r: { ok: true; value: T } | { ok: false; error: { detail: string } }): T => {
  if (!r.ok) throw new Error(r.error.detail);
  return r.value;
};

describe('custody over the real queue and object', () => {
  it('acquires, applies, proves, holds, releases and verifies the release', async () => {
    const r = await acquireFor('whole', 1);
    expect(must(await custody().acquire(r))).toMatchObject({ state: 'applying', opId: r.opId });
    await until(r, 'held', { proof: 'effective' });
    expect(cloudOf('whole').keys.get(KEY)).toBe('Inactive');
    expect(must(await release(r)).state).toBe('reverting');
    await until(r, 'released');
    expect(cloudOf('whole').keys.get(KEY)).toBe('Active');
    expect(cloudOf('whole').policies.size).toBe(0);
    expect(cloudOf('whole').writes()).toEqual([
      'UpdateAccessKey',
      'PutUserPolicy',
      'UpdateAccessKey',
      'DeleteUserPolicy',
    ]);
  });

  it('the end of the lease releases, by the alarm alone', async () => {
    const r = await acquireFor('leased', 1, { leaseMs: 700 });
    must(await custody().acquire(r));
    await until(r, 'held');
    await until(r, 'released');
    expect(cloudOf('leased').keys.get(KEY)).toBe('Active');
  });

  it('an acquire repeated, also at once, is one containment', async () => {
    const r = await acquireFor('repeated', 1);
    const all = await Promise.all([1, 2, 3].map(() => custody().acquire(r)));
    expect(all.every((a) => a.ok)).toBe(true);
    await until(r, 'held');
    expect(cloudOf('repeated').writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy']);
  });

  it('two incidents on one target share it; the first release changes nothing', async () => {
    const [a, b] = [await acquireFor('shared', 1), await acquireFor('shared', 2)];
    must(await custody().acquire(a));
    must(await custody().acquire(b));
    await until(a, 'held', { otherHolders: 1 });
    must(await release(a));
    expect((await statusOf(a)).state).toBe('released');
    expect(cloudOf('shared').keys.get(KEY)).toBe('Inactive');
    must(await release(b));
    await until(b, 'released');
    expect(cloudOf('shared').keys.get(KEY)).toBe('Active');
  });

  it('a lost answer, a throttled call and expired credentials end in one containment', async () => {
    const cloud = cloudOf('unlucky');
    const errors = (['unknown', 'throttled', 'expired'] as const).map((kind) => ({ kind, code: kind, message: kind }));
    cloud.fault = (r) => {
      if (!/^(Update|Put)/.test(r.operation)) return undefined;
      const error = errors.shift();
      return error && { error, carryOut: error.kind === 'unknown' };
    };
    const r = await acquireFor('unlucky', 1);
    must(await custody().acquire(r));
    await until(r, 'held', { proof: 'effective' });
    expect(cloud.writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy', 'PutUserPolicy', 'PutUserPolicy']);
    expect(cloud.policies.size).toBe(1);
  });

  it('a responder silent between intend and observe is an unknown outcome: AWS is read, and its late report does not act twice', async () => {
    const cloud = cloudOf('crashed');
    const landed = cloud.send.bind(cloud);
    let died = false;
    cloud.send = (r) => {
      if (died || r.operation !== 'UpdateAccessKey') return landed(r);
      died = true;
      const answer = landed(r); // carried out, and the news of it come when custody has long given up on them
      return new Promise((resolve) => setTimeout(() => resolve(answer), 900));
    };
    const r = await acquireFor('crashed', 1);
    must(await custody().acquire(r));
    await until(r, 'held', { proof: 'effective' });
    expect(cloud.writes()).toEqual(['UpdateAccessKey', 'PutUserPolicy']);
  });

  it('a lost job is asked for again under a new fence', async () => {
    const r = await acquireFor('lost-job', 1);
    const stub = stubOf(r.spec);
    await runInDurableObject(stub, (_, state) => {
      // The queue swallows the first job: what the outbox holds is thrown away before it is sent.
      state.storage.sql.exec(
        "CREATE TRIGGER swallow AFTER INSERT ON outbox WHEN NEW.id = 'job:1' BEGIN DELETE FROM outbox WHERE id = 'job:1'; END",
      );
    });
    must(await custody().acquire(r));
    await until(r, 'held');
    expect((await statusOf(r)).fence).toBeGreaterThan(3);
  });

  it('drift voids the operation before the first write', async () => {
    cloudOf('drifted').keys.set(KEY, 'Inactive');
    const r = await acquireFor('drifted', 1);
    must(await custody().acquire(r));
    await until(r, 'drifted');
    expect(cloudOf('drifted').writes()).toEqual([]);
  });

  it('a target that is gone, and leave that the gate refuses, end as what they are', async () => {
    cloudOf('gone').userExists = false;
    const [gone, refused] = [await acquireFor('gone', 1), await acquireFor('refused-by-gate', 1)];
    must(await custody().acquire(gone));
    must(await custody().acquire(refused));
    await until(gone, 'gone');
    await until(refused, 'failed', { detail: 'no leave for deactivate: a protected principal' });
    expect(cloudOf('refused-by-gate').writes()).toEqual([]);
  });

  it('changed by somebody else while held: contested, and left alone', async () => {
    const r = await acquireFor('contested', 1);
    must(await custody().acquire(r));
    await until(r, 'held', { proof: 'effective' });
    cloudOf('contested').keys.set(KEY, 'Active');
    await until(r, 'contested');
    must(await release(r));
    await until(r, 'contested');
    expect(cloudOf('contested').writes()).toHaveLength(2);
  });

  it('release before acquire, and a release that races it, leave nothing contained', async () => {
    const [early, racing] = [await acquireFor('early', 1), await acquireFor('racing', 1)];
    must(await release(early));
    expect(must(await custody().acquire(early)).state).toBe('released');
    await Promise.all([custody().acquire(racing), release(racing)]);
    await vi.waitFor(async () => expect((await statusOf(racing)).state).toBe('released'), { timeout: 8_000 });
    expect(cloudOf('racing').keys.get(KEY)).toBe('Active');
    expect(cloudOf('early').writes()).toEqual([]);
  });
});

describe('the object itself', () => {
  it('sets no alarm while nothing is under way, and the next due one otherwise', async () => {
    const r = await acquireFor('alarmed', 1, { leaseMs: 60_000 });
    const alarm = () => runInDurableObject(stubOf(r.spec), (_, state) => state.storage.getAlarm());
    expect(await alarm()).toBeNull();
    must(await custody().acquire(r));
    await until(r, 'held', { proof: 'effective' });
    await vi.waitFor(async () => expect((await alarm())! - Date.now()).toBeLessThanOrEqual(400));
    must(await release(r));
    await until(r, 'released');
    // Only the repeats of the last report are left.
    await vi.waitFor(async () => expect((await alarm())! - Date.now()).toBeGreaterThan(5_000));
  });

  it('a target locked for another response is not touched until the lock is given back', async () => {
    const r = await acquireFor('locked', 1);
    const stub = stubOf(r.spec);
    expect(await stub.lock({ opId: 'op_other', owner: 'another custodian' })).toEqual({ granted: true });
    expect(must(await custody().acquire(r)).state).toBe('waiting');
    expect(cloudOf('locked').calls).toEqual([]);
    await stub.unlock({ opId: 'op_other' });
    await until(r, 'held');
    expect(await stub.lock({ opId: 'op_third', owner: 'another custodian' })).toEqual({ granted: false });
  });

  it('every transition is journalled with its cause', async () => {
    const r = await acquireFor('journalled', 1);
    must(await custody().acquire(r));
    await until(r, 'held', { proof: 'effective' });
    const rows = await runInDurableObject(stubOf(r.spec), (_, state) =>
      state.storage.sql.exec<{ input: string }>('SELECT input FROM journal ORDER BY revision').toArray(),
    );
    expect(rows.map((row) => row.input)).toEqual(
      expect.arrayContaining(['acquire', 'intend', 'observe:accepted', 'prove']),
    );
  });
});

describe('permits', () => {
  const refused = async (name: string, change: Parameters<typeof acquireFor>[3], over = {}) => {
    const answer = await custody().acquire(await acquireFor(name, 1, over, change));
    return answer.ok ? 'accepted' : answer.error.code;
  };

  it.each<[string, Parameters<typeof acquireFor>[3]]>([
    ['another organisation', (p) => ({ ...p, org: 'org_other' })],
    ['another incident', (p) => ({ ...p, incident: 'inc_other' })],
    ['another plan', (p) => ({ ...p, planDigest: digestOf('x') })],
    ['an operation that it does not name', (p) => ({ ...p, ops: p.ops.map((o) => ({ ...o, opId: 'op_x' })) })],
    ['other parameters', (p) => ({ ...p, ops: p.ops.map((o) => ({ ...o, specDigest: digestOf('x') })) })],
    ['another pre-image', (p) => ({ ...p, ops: p.ops.map((o) => ({ ...o, preImageDigest: digestOf('x') })) })],
    ['a longer lease', (p) => ({ ...p, ops: p.ops.map((o) => ({ ...o, leaseMs: 1 })) })],
    ['a time that is over', (p) => ({ ...p, expiresAt: Date.now() - 1 })],
  ])('for %s are refused, and nothing is read or written', async (_, change) => {
    expect(await refused('permit', change)).toBe('forbidden');
    expect(cloudOf('permit').calls).toEqual([]);
  });

  it('for a time to come wait until the clocks agree', async () => {
    expect(await refused('permit', (p) => ({ ...p, issuedAt: Date.now() + 3_600_000 }))).toBe('unavailable');
    expect(cloudOf('permit').calls).toEqual([]);
  });

  it('forged, or for another purpose, are refused', async () => {
    const r = await acquireFor('forged', 1);
    const [body, key, signature] = r.permit.split('.') as [string, string, string];
    const flipped = `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`;
    for (const permit of [`${body}.${key}.${flipped}`, `${body}.0000000000000000.${signature}`, 'x', `${r.permit}.x`])
      expect(await custody().acquire({ ...r, permit })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('a spec whose target or locks are not those of its parameters is refused, whatever is signed', async () => {
    const r = await acquireFor('bent', 1);
    const other = specFor('somebody-else').target;
    for (const spec of [
      { ...r.spec, target: other },
      { ...r.spec, locks: [...r.spec.locks, other] },
      { ...r.spec, action: 'aws.iam.delete-everything' },
      { ...r.spec, params: { ...r.spec.params, extra: 1 } },
    ])
      expect(await custody().acquire({ ...r, spec })).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
  });

  it('an operation of one organisation is not shown to another', async () => {
    const r = await acquireFor('private', 1);
    must(await custody().acquire(r));
    const foreign = await custody().status({ v: 1, org: 'org_other', opId: r.opId, spec: r.spec });
    expect(foreign).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(await stubOf(r.spec).status({ org: 'org_other', opId: r.opId })).toMatchObject({ ok: false });
  });

  it('malformed arguments are named, not thrown', async () => {
    const r = await acquireFor('malformed', 1);
    expect(await custody().acquire({ ...r, leaseMs: -1 })).toMatchObject({
      ok: false,
      error: { code: 'malformed', field: '/leaseMs' },
    });
  });
});

describe('previews', () => {
  it('shows the diff and the digests that a permit will carry', async () => {
    const spec = specFor('previewed');
    const foreign = specFor('previewed', '999999999999');
    const { previews } = must(
      await custody().preview({
        v: 1,
        org: 'org_test',
        incident: 'inc_1',
        specs: [
          { opId: 'op_a', spec },
          { opId: 'op_b', spec: foreign },
        ],
      }),
    );
    expect(previews[0]).toMatchObject({
      opId: 'op_a',
      result: {
        ok: true,
        value: {
          exists: true,
          alreadyDone: false,
          preImageDigest: before,
          diff: [
            { path: 'key', before: 'Active', after: 'Inactive' },
            { path: 'sessions', before: null, after: 'denied' },
          ],
        },
      },
    });
    expect(previews[1]).toMatchObject({ opId: 'op_b', result: { ok: false, error: { code: 'forbidden' } } });
    expect(cloudOf('previewed').writes()).toEqual([]);
  });
});
