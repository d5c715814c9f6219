import { describe, expect, it } from 'vitest';
import type { Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import { Draft } from '../contracts/plan.ts';
import { findingOf } from '../incident/testing/world.ts';
import { actions } from './actions/registry.ts';
import { compensate, propose, type ProposeInput } from './propose.ts';
import {
  HERE,
  ISOLATE,
  INSTANCE,
  ATTACKER,
  usedKey,
  instance,
  stateAfter,
  drafts,
  targets,
} from './testing/proposals.ts';

const BLOCK = actions.find((a) => a.id === 'aws.wafv2.block-address')!;
const DENY = actions.find((a) => a.id === 'aws.ec2.deny-address')!;
const ipSet: Entity = {
  type: 'ip_set',
  id: `arn:aws:wafv2:eu-central-1:${HERE}:regional/ipset/vedette-blocked-web/1a`,
  role: 'related',
  account: HERE,
  region: 'eu-central-1',
};
const acl = (of: string, id = 'acl-0123456789abcdef0'): Entity => ({
  type: 'network_acl',
  id: `arn:aws:ec2:eu-central-1:${HERE}:network-acl/${id}`,
  role: 'related',
  of,
  account: HERE,
  region: 'eu-central-1',
});
const source = (id: string): Entity => ({ type: 'ip', id, role: 'source' });

describe('an attacker’s address', () => {
  const seen = (address: string, more: Partial<Finding> = {}) =>
    findingOf(1, 4, { kind: 'vendor', outcome: 'unknown', entities: [source(address)], ...more });
  const withSets = { actions: [BLOCK], discovered: [ipSet] };

  it('goes into each list that the customer made for it, in the list’s region', () => {
    const global = {
      ...ipSet,
      id: `arn:aws:wafv2:us-east-1:${HERE}:global/ipset/vedette-blocked-cdn/2b`,
      region: 'us-east-1',
    };
    const made = drafts([seen(ATTACKER)], { actions: [BLOCK], discovered: [ipSet, global] });
    expect(made.map((d) => [d.spec.region, d.spec.params['ipSetName']])).toEqual(
      expect.arrayContaining([
        ['eu-central-1', 'vedette-blocked-web'],
        ['us-east-1', 'vedette-blocked-cdn'],
      ]) as unknown,
    );
    expect(made).toHaveLength(2);
  });

  it.each([
    ['private', '10.1.2.3'],
    ['a carrier’s', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['link-local', '169.254.169.254'],
    ['private, in the middle', '172.31.255.255'],
    ['multicast', '224.0.0.1'],
    ['link-local IPv6', 'fe80::1'],
    ['private IPv6', 'fd00::1'],
    ['an AWS service', 'ec2.amazonaws.com'],
    ['a network', '203.0.113.0/24'],
    ['no address', '203.0.113.256'],
    ['not as addresses are written', '0203.0.113.7'],
    ['broken IPv6', '2001:db8:::1'],
    ['hostile text', '203.0.113.7; drop'],
  ])('is left alone where it is %s: %s', (_, address) => {
    expect(drafts([seen(address, { severity: 5 })], withSets)).toEqual([]);
  });

  it.each([
    ['IPv4', ATTACKER],
    ['just outside a private network', '172.32.0.1'],
    ['IPv6', '2001:db8::7'],
    ['IPv6, written out', '2001:db8:0:0:0:0:0:7'],
  ])('is blocked where it is public: %s', (_, address) => {
    expect(drafts([seen(address)], withSets)).toHaveLength(1);
  });

  it('is not blocked on the word of our own rules alone: a caller’s address may be the office’s', () => {
    expect(drafts([seen(ATTACKER, { kind: 'rule', outcome: 'success', severity: 5 })], withSets)).toEqual([]);
  });

  it('is not blocked on weak hints, be they two', () => {
    const weak = (n: number) => findingOf(n, 3, { kind: 'indicator', entities: [source(ATTACKER)] });
    expect(drafts([weak(1), weak(2)], withSets)).toEqual([]);
  });

  it('is not blocked where it is one of our own instances’', () => {
    const ours: Entity = { ...source(ATTACKER), role: 'related', of: INSTANCE, account: HERE };
    expect(drafts([seen(ATTACKER)], { actions: [BLOCK], discovered: [ipSet, ours] })).toEqual([]);
  });

  it('goes into no list that only an event names: AWS must have shown it', () => {
    expect(drafts([seen(ATTACKER, { entities: [source(ATTACKER), ipSet] })], { actions: [BLOCK] })).toEqual([]);
  });

  it('is not denied on a network ACL while nothing is forbidden', () => {
    const f = seen(ATTACKER, { entities: [source(ATTACKER), instance()] });
    expect(targets([f], { actions: [DENY], discovered: [acl(INSTANCE)] })).toEqual([]);
  });
});

describe('in the place of what the policy forbids', () => {
  const hit = findingOf(1, 4, { kind: 'vendor', outcome: 'unknown', entities: [instance(), source(ATTACKER)] });
  const forbiddenIn = (findings: readonly Finding[], discovered: readonly Entity[]) => {
    const input: ProposeInput = { state: stateAfter(findings, discovered), revision: 2, covered: [], actions };
    const isolation = propose(input).filter((d) => d.spec.action === ISOLATE);
    const reasons = Array.from({ length: 12 }, () => 'r'.repeat(400));
    return {
      isolation,
      made: compensate(
        isolation.map((draft) => ({ draft, reasons })),
        input,
      ),
      input,
    };
  };

  it('of an isolation: the attacker’s addresses are denied on the ACL of that instance’s subnet, and no other', () => {
    const { made, isolation } = forbiddenIn(
      [hit],
      [acl(INSTANCE), acl('i-0aaaaaaaaaaaaaaaa', 'acl-0bbbbbbbbbbbbbbbb')],
    );
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      spec: { action: DENY.id, params: { networkAclId: 'acl-0123456789abcdef0', cidr: `${ATTACKER}/32` } },
      insteadOf: { opId: isolation[0]!.opId, action: ISOLATE, target: isolation[0]!.spec.target },
    });
    expect(Draft.safeParse(made[0]).error?.issues ?? []).toEqual([]);
  });

  it('private addresses, and those that never met the instance, are not denied', () => {
    const elsewhere = findingOf(2, 4, {
      kind: 'vendor',
      outcome: 'unknown',
      entities: [usedKey(3), source('198.51.100.9')],
    });
    const inside = findingOf(3, 4, { kind: 'vendor', outcome: 'unknown', entities: [instance(), source('10.0.0.9')] });
    const { made } = forbiddenIn([hit, elsewhere, inside], [acl(INSTANCE)]);
    expect(made.map((d) => d.spec.params['cidr'])).toEqual([`${ATTACKER}/32`]);
  });

  it('nothing, where no control fits, where it was dealt with, or where it is forbidden too', () => {
    expect(forbiddenIn([hit], []).made).toEqual([]);
    const { input, isolation, made } = forbiddenIn([hit], [acl(INSTANCE)]);
    const forbidden = isolation.map((draft) => ({ draft, reasons: [] }));
    const covered = made.map((d) => `${d.spec.action} ${d.spec.target}`);
    expect(compensate(forbidden, { ...input, covered })).toEqual([]);
    expect(compensate([...forbidden, { draft: made[0]!, reasons: [] }], input)).toEqual([]);
    const key = propose({ ...input, state: stateAfter([findingOf(1, 4)]) }).map((draft) => ({ draft, reasons: [] }));
    expect(compensate(key, input)).toEqual([]);
  });
});
