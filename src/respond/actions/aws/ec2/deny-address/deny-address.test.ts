import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../kit/canonical.ts';
import { ok } from '../../../../../kit/result.ts';
import type { Place, Snapshot, StepContext } from '../../../../action.ts';
import { denyAddress as action } from './index.ts';
import { readAcl, type DenyParams } from './read.ts';
import { isDenied, type Entry } from './state.ts';

const place: Place = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
const ACL = 'acl-0123456789abcdef0';
const params: DenyParams = { networkAclId: ACL, cidr: '203.0.113.7/32' };
const ARN = `arn:aws:ec2:us-east-1:111122223333:network-acl/${ACL}`;

/** Rules as `number allow|deny cidr [protocol]`, the same in both directions unless they begin with in or out. */
const rule = (line: string): Json[] => {
  const [, way, number, RuleAction, cidr = '', Protocol = '-1'] =
    /^(?:(in|out) )?(\d+) (allow|deny) (\S+)(?: (\S+))?$/.exec(line) ?? [];
  const entry = {
    RuleNumber: Number(number),
    RuleAction: RuleAction ?? '',
    Protocol,
    [cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: cidr,
  };
  return [false, true]
    .filter((e) => way === undefined || (way === 'out') === e)
    .map((Egress) => ({ ...entry, Egress }));
};
const LAST = '32767 deny 0.0.0.0/0';
const aclOf = (rules: readonly string[], subnets = ['subnet-2', 'subnet-1']) => ({
  NetworkAclId: ACL,
  Entries: [...rules, LAST].flatMap(rule),
  Associations: subnets.map((SubnetId) => ({ SubnetId, NetworkAclId: ACL })),
  Tags: [{ Key: 'env', Value: 'production' }],
});
async function having(rules: readonly string[], p = params): Promise<Snapshot> {
  const read = await readAcl(() => Promise.resolve(ok({ NetworkAcls: [aclOf(rules)] })), p, place);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
const GONE: Snapshot = { exists: false, tags: {}, dependents: [], state: {} };
const contextOf = (preImage: Snapshot, now: Snapshot, p = params): StepContext<DenyParams> => ({
  params: p,
  place,
  opId: 'op_1',
  incident: 'inc_1',
  preImage,
  now,
  intendedAt: 1_800_000_000_000,
});
const step = (id: string) => [...action.steps, ...action.revert].find((s) => s.id === id)!;
const standing = (preImage: Snapshot, now: Snapshot) =>
  [...action.steps, ...action.revert].map((s) => s.presence(contextOf(preImage, now)));
const numberFor = (now: Snapshot, id = 'deny-ingress') => step(id).request(contextOf(now, now))?.params['RuleNumber'];

describe('denying an address at a network ACL', () => {
  it('asks for a rule of all protocols in each direction', async () => {
    const now = await having(['100 allow 0.0.0.0/0']);
    const rules = { NetworkAclId: ACL, RuleNumber: 1, Protocol: '-1', RuleAction: 'deny', CidrBlock: params.cidr };
    expect(action.steps.map((s) => s.request(contextOf(now, now))?.params)).toEqual([
      { ...rules, Egress: false },
      { ...rules, Egress: true },
    ]);
  });

  it('an IPv6 block goes under its own name', async () => {
    const p = { ...params, cidr: '2001:db8::/64' };
    const now = await having(['100 allow ::/0'], p);
    const asked = step('deny-egress').request(contextOf(now, now, p))?.params;
    expect(asked).toMatchObject({ Ipv6CidrBlock: '2001:db8::/64' });
    expect(asked).not.toHaveProperty('CidrBlock');
  });

  it.each([
    ['the lowest that is free', ['1 deny 198.51.100.0/24', '2 allow 198.51.100.0/24', '100 allow 0.0.0.0/0'], 3],
    ['none after the first rule that allows', ['1 allow 0.0.0.0/0'], undefined],
    ['none where all before it are taken', ['1 deny 198.51.100.1/32', '2 allow 203.0.113.0/24 6'], undefined],
    ['before a rule that allows a part of the block', ['1 allow 203.0.113.7/32 17'], undefined],
    ['heeding only rules of its own IP version', ['1 allow ::/0', '100 allow 0.0.0.0/0'], 2],
    ['before a rule that cannot be read', ['1 allow nonsense'], undefined],
    ['where nothing allows at all', [], 1],
  ])('takes the number: %s', async (_, rules, number) => expect(numberFor(await having(rules))).toBe(number));

  it.each([
    ['before what allows', ['5 deny 203.0.113.7/32', '100 allow 0.0.0.0/0'], true],
    ['after what allows', ['100 allow 0.0.0.0/0', '200 deny 203.0.113.7/32'], false],
    ['for one protocol only', ['5 deny 203.0.113.7/32 6', '100 allow 0.0.0.0/0'], false],
    ['for a block beside it', ['5 deny 203.0.113.8/32', '100 allow 0.0.0.0/0'], false],
    ['of a wider block, which may go any time', ['5 deny 203.0.113.0/24', '100 allow 0.0.0.0/0'], false],
    ['in one direction', ['in 5 deny 203.0.113.7/32', '100 allow 0.0.0.0/0'], [true, false]],
  ])('a deny counts: %s', async (_, rules, counts) => {
    const now = await having(rules);
    expect([isDenied(now, false), isDenied(now, true)]).toEqual(Array.isArray(counts) ? counts : [counts, counts]);
  });

  it('each step is absent before and present after it, and its revert the other way round', async () => {
    const before = await having(['100 allow 0.0.0.0/0']);
    const half = await having(['in 1 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    const all = await having(['1 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    expect(standing(before, before)).toEqual(['absent', 'absent', 'present', 'present']);
    expect(standing(before, half)).toEqual(['present', 'absent', 'present', 'absent']);
    expect(standing(before, all)).toEqual(['present', 'present', 'absent', 'absent']);
    expect(action.material(all)).toEqual(action.expected(before));
  });

  it('release deletes its own rule, whatever number it took, and not another’s', async () => {
    const before = await having(['100 allow 0.0.0.0/0', '200 deny 203.0.113.7/32']);
    const now = await having([
      '1 deny 198.51.100.9/32',
      '2 deny 203.0.113.7/32',
      '100 allow 0.0.0.0/0',
      '200 deny 203.0.113.7/32',
    ]);
    expect(step('allow-ingress').request(contextOf(before, now))?.params).toEqual({
      NetworkAclId: ACL,
      RuleNumber: 2,
      Egress: false,
    });
  });

  it('what somebody else denied before is done already, and stays', async () => {
    const before = await having(['7 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    expect(action.material(before)).toEqual(action.expected(before));
    expect(standing(before, before)).toEqual(['present', 'present', 'present', 'present']);
    expect(action.notes(before).join()).toContain('denied already by rule 7');
  });

  it('two denies where one was added: nobody can tell whose is whose, and none is deleted', async () => {
    const before = await having(['100 allow 0.0.0.0/0']);
    const now = await having(['1 deny 203.0.113.7/32', '2 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    expect(step('allow-ingress').presence(contextOf(before, now))).toBe('ambiguous');
  });

  it('a rule that allows, put before ours, is drift', async () => {
    const before = await having(['1 allow 198.51.100.0/24', '100 allow 0.0.0.0/0']);
    const now = await having(['1 allow 203.0.113.0/24', '2 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    expect(action.material(now)).not.toEqual(action.expected(before));
    // Who would let it through on purpose is asked, rather than overtaken by a second rule.
    expect(standing(before, now)).toEqual(['ambiguous', 'ambiguous', 'absent', 'absent']);
  });

  it('rules about others change nothing in the material', async () => {
    const before = await having(['100 allow 0.0.0.0/0']);
    const now = await having(['1 deny 198.51.100.9/32', '50 allow 198.51.100.0/24', '100 allow 0.0.0.0/0']);
    expect(action.material(now)).toEqual(action.material(before));
  });

  it('what is asked for is denied once it stands, and undone once its revert does, whatever the rules are', async () => {
    const cidr = fc.constantFrom(
      '0.0.0.0/0',
      '203.0.113.0/24',
      '203.0.113.7/32',
      '203.0.113.8/32',
      '10.0.0.0/8',
      '::/0',
    );
    const line = fc.record({
      number: fc.integer({ min: 1, max: 6 }),
      verb: fc.constantFrom('allow', 'deny'),
      cidr,
      protocol: fc.constantFrom('-1', '6'),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(line, { selector: (l) => l.number, maxLength: 6 }), async (lines) => {
        const rules = lines.map((l) => `${l.number} ${l.verb} ${l.cidr} ${l.protocol}`);
        const before = await having(rules);
        const number = isDenied(before, false) ? undefined : numberFor(before);
        if (typeof number !== 'number') return;
        expect((before.state['entries'] as unknown as Entry[]).some((e) => e.number === number)).toBe(false);
        const after = await having([...rules, `${number} deny ${params.cidr}`]);
        expect(action.material(after)).toEqual(action.expected(before));
        const undo = step('allow-ingress');
        expect(undo.presence(contextOf(before, after))).toBe('absent');
        expect(undo.request(contextOf(before, after))?.params['RuleNumber']).toBe(number);
      }),
    );
  });

  it('says before that no number is free, or that the quota is reached', async () => {
    expect(action.notes(await having(['1 allow 0.0.0.0/0'])).join()).toContain('no rule number is free');
    const many = Array.from({ length: 19 }, (_, i) => `${i + 10} allow 198.51.100.${i}/32`);
    expect(action.notes(await having(many)).join()).toContain('20 rules');
  });

  it('with the ACL gone nothing is left to undo, and nothing can be asked for', async () => {
    const before = await having(['100 allow 0.0.0.0/0']);
    expect(standing(before, GONE)).toEqual(['absent', 'absent', 'present', 'present']);
    expect(step('deny-ingress').request(contextOf(before, GONE))).toBeUndefined();
    expect(action.expected(GONE)).toEqual(action.material(GONE));
  });

  it('the subnets behind it are its dependents, and without any the proof says so', async () => {
    const held = await having(['1 deny 203.0.113.7/32', '100 allow 0.0.0.0/0']);
    expect(held.dependents).toEqual([1, 2].map((n) => `arn:aws:ec2:us-east-1:111122223333:subnet/subnet-${n}`));
    const probe = (rules: string[], subnets?: string[]) =>
      action.probe(() => Promise.resolve(ok({ NetworkAcls: [aclOf(rules, subnets)] })), contextOf(held, held));
    const denied = ['1 deny 203.0.113.7/32'];
    expect(await probe(denied)).toMatchObject({ proof: 'configured' });
    expect((await probe(denied, [])).detail).toContain('no subnet');
    expect(await probe(['in 1 deny 203.0.113.7/32'])).toMatchObject({ proof: 'not_observed' });
  });

  it('each write may touch that ACL alone; two addresses at one ACL are two targets', () => {
    expect([...action.steps, ...action.revert].flatMap((s) => s.permissions(params, place))).toEqual([
      { actions: ['ec2:CreateNetworkAclEntry'], resources: [ARN] },
      { actions: ['ec2:CreateNetworkAclEntry'], resources: [ARN] },
      { actions: ['ec2:DeleteNetworkAclEntry'], resources: [ARN] },
      { actions: ['ec2:DeleteNetworkAclEntry'], resources: [ARN] },
    ]);
    expect(action.target(params, place)).toBe(`${ARN}/address/203.0.113.7/32`);
  });
});

describe('parameters for an address', () => {
  const acl = (id: string) => ({ type: 'network_acl', id, role: 'related' }) as const;
  it.each([
    ['203.0.113.7', ACL, [params]],
    ['203.0.113.7', ARN, [params]],
    ['2001:DB8::7', ACL, [{ ...params, cidr: '2001:db8::7/128' }]],
    ['10.0.0.1', ACL, []],
    ['0.0.0.0/0', ACL, []],
    ['203.0.113.7', 'acl-*', []],
    ['203.0.113.7', 'sg-0123456789abcdef0', []],
  ])('%s at %s', (id, at, expected) => {
    expect(action.paramsFor({ type: 'ip', id, role: 'source' }, { entities: [acl(at)] })).toEqual(expected);
  });
});
