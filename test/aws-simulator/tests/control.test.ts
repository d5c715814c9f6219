import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorldSeed } from '../seed-schema.ts';
import { startSimulator, type Simulator } from '../start.ts';
import { ACCOUNT, ADMIN, allow, assume, ENI, INSTANCE, ours, policy, REGION, SEED, seeded, SUBNET } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const account = (more: object): WorldSeed => ({ accounts: [{ id: ACCOUNT, ...more }] });
const inRegion = (more: object) => account({ regions: { [REGION]: more } });
const post = (path: string, body: string) => fetch(new URL(path, simulator.url), { method: 'POST', body });

describe('a bad seed says which field is wrong', () => {
  it.each([
    [{ accounts: [{ id: '12' }] }, 'accounts.0.id: an account id is 12 digits'],
    [{}, 'accounts: '],
    [account({ users: [{ name: 'x', colour: 'red' }] }), 'accounts.0.users.0: '],
    [
      account({ users: [{ name: 'x', keys: [{ id: 'ASIA1', secret: 's'.repeat(20) }] }] }),
      'accounts.0.users.0.keys.0.id: ',
    ],
    [account({ users: [{ name: 'x', policies: { p: {} } }] }), 'accounts.0.users.0.policies.p: '],
    [account({ roles: [{ name: 'r', trust: policy(allow('*')) }] }), 'accounts.0.roles.0.trust: '],
    [account({ regions: { nowhere: {} } }), 'accounts.0.regions.nowhere: '],
    [inRegion({ subnets: [{ id: SUBNET, vpc: 'vpc-0000000000000000f' }] }), `regions.${REGION}.subnets.0.vpc: `],
    [
      inRegion({ instances: [{ id: INSTANCE, interfaces: [{ id: ENI, subnet: 'subnet-0000000000000000f' }] }] }),
      `regions.${REGION}.instances.0.interfaces.0.subnet: `,
    ],
    [
      inRegion({
        instances: [{ id: INSTANCE, interfaces: [{ id: ENI, subnet: SUBNET, groups: ['sg-0000000000000000f'] }] }],
      }),
      `regions.${REGION}.instances.0.interfaces.0.groups: `,
    ],
  ])('%j', async (seed, where) => {
    await expect(simulator.seed(seed as WorldSeed)).rejects.toThrow(where);
  });

  it('and leaves no trace', async () => {
    const bad = account({ users: [{ name: 'first' }, { name: 'second', policies: { p: {} } }] });
    await expect(simulator.seed(bad)).rejects.toThrow('accounts.0.users.1.policies.p');
    expect((await simulator.state()).users.map((u) => u['name'])).not.toContain('first');
  });
});

describe('the control plane', () => {
  it('is not there unless it was asked for', async () => {
    const closed = await startSimulator({ control: false });
    try {
      const answer = await fetch(new URL('/_simulator/state', closed.url), { method: 'POST' });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    } finally {
      await closed.close();
    }
  });

  it('keeps a world that has a folder', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'simulator-state-'));
    try {
      const first = await startSimulator({ stateDir });
      await first.seed(SEED);
      await first.close();
      const second = await startSimulator({ stateDir });
      const { users } = await second.state();
      await second.close();
      expect(users).toHaveLength(3);
    } finally {
      await rm(stateDir, { recursive: true });
    }
  });

  it('answers what is no command or no JSON', async () => {
    expect((await post('/_simulator/explode', '{}')).status).toBe(404);
    expect((await post('/_simulator/seed', '{')).status).toBe(400);
    expect((await post('/_simulator/faults', '{"faults":[{"kind":"fire"}]}')).status).toBe(400);
  });

  it('shows no secret and no token', async () => {
    const { secretAccessKey, sessionToken } = await assume(simulator);
    const shown = JSON.stringify([await simulator.state(), await simulator.calls()]);
    for (const secret of [ADMIN.secretAccessKey, secretAccessKey, sessionToken]) expect(shown).not.toContain(secret);
  });

  it('logs who called what, on what, and how it ended', async () => {
    const client = ours(simulator, await assume(simulator));
    await client.send({ service: 'iam', operation: 'GetUser', region: REGION, params: { UserName: 'nobody' } });
    await ours(simulator, { ...ADMIN, secretAccessKey: 'wrong' }).send({
      service: 'ec2',
      operation: 'DescribeVpcs',
      region: REGION,
      params: {},
    });
    const { log, calls, rejected, errors } = await simulator.calls(1);
    expect({ calls, rejected, errors }).toEqual({ calls: 3, rejected: 1, errors: 2 });
    expect(log).toMatchObject([
      {
        ordinal: 2,
        service: 'iam',
        operation: 'GetUser',
        account: ACCOUNT,
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/responder/vedette-test`,
        sessionName: 'vedette-test',
        outcome: 'NoSuchEntity',
        status: 404,
        carriedOut: false,
        writes: false,
        resources: [`arn:aws:iam::${ACCOUNT}:user/nobody`],
      },
      { ordinal: 3, outcome: 'AuthFailure', principal: '', accessKeyId: ADMIN.accessKeyId },
    ]);
  });

  it('the world’s clock goes on from where it was set', async () => {
    const before = (await simulator.state()).now;
    expect(await simulator.advance(3_600_000)).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  it('two seeds add up; the same again changes nothing of it', async () => {
    await simulator.seed(account({ users: [{ name: 'another' }] }));
    await simulator.seed(account({ users: [{ name: 'another' }] }));
    expect((await simulator.state()).users.map((u) => u['name'])).toEqual(['admin', 'mallory', 'viewer', 'another']);
  });
});
