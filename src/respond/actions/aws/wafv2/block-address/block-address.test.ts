import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../../../../aws/types.ts';
import type { Json } from '../../../../../kit/canonical.ts';
import { ok } from '../../../../../kit/result.ts';
import type { Place, Snapshot, StepContext } from '../../../../action.ts';
import { blockAddress as action } from './index.ts';
import { readSet, type BlockParams } from './read.ts';

const place: Place = { account: '111122223333', region: 'eu-central-1', partition: 'aws' };
const params: BlockParams = {
  scope: 'REGIONAL',
  ipSetName: 'vedette-blocked-web',
  ipSetId: 'a1b2c3d4-5678-90ab-cdef-111111111111',
  address: '203.0.113.7/32',
};
const SET = `arn:aws:wafv2:eu-central-1:111122223333:regional/ipset/${params.ipSetName}/${params.ipSetId}`;

const answer = (Addresses: Json, more: { [key: string]: Json } = {}) =>
  ok({
    IPSet: { IPAddressVersion: 'IPV4', Addresses, Description: '', ...more },
    LockToken: 'token-1',
    // As ListTagsForResource answers, which is asked beside GetIPSet.
    TagInfoForResource: { TagList: [{ Key: 'env', Value: 'production' }] },
  });
/** The snapshot of a set with these addresses. */
async function holding(addresses: string[], p = params, more: { [key: string]: Json } = {}): Promise<Snapshot> {
  const read = await readSet(() => Promise.resolve(answer(addresses, more)), p, place);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
const GONE: Snapshot = { exists: false, tags: {}, dependents: [], state: {} };
const contextOf = (preImage: Snapshot, now: Snapshot, p = params): StepContext<BlockParams> => ({
  params: p,
  place,
  opId: 'op_1',
  incident: 'inc_1',
  preImage,
  now,
  intendedAt: 1_800_000_000_000,
});
const [add] = action.steps;
const [remove] = action.revert;
const asked = (request: AwsRequest | undefined) => request?.params;

describe('blocking an address in an IP set', () => {
  it('adds it to what is there, in the order that is there, under the token just read', async () => {
    const now = await holding(['198.51.100.0/24', '192.0.2.1/32']);
    expect(asked(add!.request(contextOf(now, now)))).toEqual({
      Name: params.ipSetName,
      Scope: 'REGIONAL',
      Id: params.ipSetId,
      Addresses: ['198.51.100.0/24', '192.0.2.1/32', '203.0.113.7/32'],
      LockToken: 'token-1',
    });
  });

  it('an update made from an older list goes under the older token: AWS refuses it, nobody’s address is lost', async () => {
    const before = await holding([]);
    const later = await holding(['192.0.2.1/32']);
    (later.state as unknown as { lockToken: string }).lockToken = 'token-2';
    expect(asked(add!.request(contextOf(before, later)))).toMatchObject({
      Addresses: ['192.0.2.1/32', '203.0.113.7/32'],
      LockToken: 'token-2',
    });
    expect(action.material(later)).toEqual(action.material(before));
  });

  it('keeps the description, which an update without it would lose', async () => {
    const now = await holding([], params, { Description: 'by hand' });
    expect(asked(add!.request(contextOf(now, now)))).toMatchObject({ Description: 'by hand' });
  });

  it('removes its own and no other, however AWS spells it', async () => {
    const p = { ...params, address: '2001:db8::7/128' };
    const before = await holding(['2001:db8:0001::/64'], p, { IPAddressVersion: 'IPV6' });
    const spelled = '2001:0DB8:0000:0000:0000:0000:0000:0007/128';
    const now = await holding([spelled, '2001:db8:0001::/64'], p, { IPAddressVersion: 'IPV6' });
    expect(add!.presence(contextOf(before, now, p))).toBe('present');
    expect(asked(remove!.request(contextOf(before, now, p)))).toMatchObject({ Addresses: ['2001:db8:0001::/64'] });
  });

  it('the last address leaves an empty list, not none', async () => {
    const before = await holding([]);
    const now = await holding(['203.0.113.7/32']);
    expect(asked(remove!.request(contextOf(before, now)))).toMatchObject({ Addresses: [] });
  });

  it.each([
    ['empty', [], 'absent', 'present'],
    ['others only', ['192.0.2.1/32'], 'absent', 'present'],
    ['ours', ['192.0.2.1/32', '203.0.113.7/32'], 'present', 'absent'],
    ['a wider block that holds ours', ['203.0.113.0/24'], 'absent', 'present'],
    ['nonsense', ['', 'x/y', '203.0.113.7'], 'present', 'absent'],
  ])('with %s in it: forward %s stands so', async (_, addresses, forward, back) => {
    const before = await holding([]);
    const now = await holding(addresses);
    expect(add!.presence(contextOf(before, now))).toBe(forward);
    expect(remove!.presence(contextOf(before, now))).toBe(back);
  });

  it('what somebody else had put there before stays there', async () => {
    const before = await holding(['203.0.113.7/32']);
    expect(action.material(before)).toEqual(action.expected(before));
    expect(remove!.presence(contextOf(before, before))).toBe('present');
    expect(action.notes(before).join()).toContain('it stays there on release');
  });

  it('with the set gone nothing is left to undo, and nothing can be asked for', async () => {
    const before = await holding([]);
    expect(remove!.presence(contextOf(before, GONE))).toBe('present');
    expect(add!.request(contextOf(before, GONE))).toBeUndefined();
    expect(action.expected(GONE)).toEqual(action.material(GONE));
  });

  it('an address of the other version is refused before anything is planned', async () => {
    const read = await readSet(() => Promise.resolve(answer([])), { ...params, address: '2001:db8::7/128' }, place);
    expect(read).toMatchObject({ ok: false, error: { kind: 'unsupported', code: 'WrongAddressVersion' } });
  });

  it('an unreadable set is an error and never an empty list; unreadable tags are marked so', async () => {
    const denying = (operation: string) => {
      const denied = { ok: false, error: { kind: 'denied', code: 'AccessDeniedException', message: '' } } as const;
      return readSet((r) => Promise.resolve(r.operation === operation ? denied : answer([])), params, place);
    };
    expect(await denying('GetIPSet')).toMatchObject({ ok: false, error: { kind: 'denied' } });
    expect(await denying('ListTagsForResource')).toMatchObject({
      ok: true,
      value: { tags: { 'vedette:tags': 'unread' } },
    });
    expect((await holding([])).tags).toEqual({ env: 'production' });
  });

  it('CloudFront’s sets are global and live in US East, wherever the incident is', () => {
    const p: BlockParams = { ...params, scope: 'CLOUDFRONT' };
    const arn = `arn:aws:wafv2:us-east-1:111122223333:global/ipset/${p.ipSetName}/${p.ipSetId}`;
    expect(action.target(p, place)).toBe(`${arn}/address/203.0.113.7/32`);
    expect(add!.permissions(p, place)).toEqual([{ actions: ['wafv2:UpdateIPSet'], resources: [arn] }]);
  });

  it('two addresses in one set are two targets, and each write may touch that set alone', () => {
    const other = { ...params, address: '203.0.113.8/32' };
    expect(action.locks(params, place)).not.toEqual(action.locks(other, place));
    expect([add!, remove!].flatMap((s) => s.permissions(params, place)).map((p) => p.resources)).toEqual([
      [SET],
      [SET],
    ]);
  });

  it('the probe claims no more than that it reads so twice', async () => {
    const held = await holding(['203.0.113.7/32']);
    const probe = (addresses: string[]) =>
      action.probe(() => Promise.resolve(answer(addresses)), contextOf(held, held));
    expect(await probe(['203.0.113.7/32'])).toMatchObject({ proof: 'configured' });
    expect(await probe([])).toMatchObject({ proof: 'not_observed' });
  });
});

describe('parameters for an address', () => {
  const set = (id: string) => ({ type: 'ip_set', id, role: 'related' }) as const;
  const ip = (id: string) => ({ type: 'ip', id, role: 'source' }) as const;
  it('one for each list made for it, the address in its canonical spelling', () => {
    const entities = [set(SET), set(SET.replace('regional', 'global').replace('eu-central-1', 'us-east-1'))];
    expect(action.paramsFor(ip('203.0.113.7'), { entities })).toEqual([params, { ...params, scope: 'CLOUDFRONT' }]);
  });
  it.each([
    ['a list that may be one of the allowed', SET.replace('vedette-blocked-web', 'office'), '203.0.113.7'],
    ['a web ACL', SET.replace('ipset', 'webacl'), '203.0.113.7'],
    ['another service', SET.replace('wafv2', 'waf'), '203.0.113.7'],
    ['more behind it', `${SET}/x`, '203.0.113.7'],
    ['no ARN', 'vedette-blocked-web', '203.0.113.7'],
    ['a private address', SET, '10.0.0.1'],
    ['all addresses', SET, '0.0.0.0/0'],
    ['hostile text', SET, '203.0.113.7/32","Addresses":["0.0.0.0/1'],
  ])('none for %s', (_, id, address) => {
    expect(action.paramsFor(ip(address), { entities: [set(id)] })).toEqual([]);
  });
  it.each([
    { ...params, address: '0.0.0.0/0' },
    { ...params, address: '203.0.113.7' },
    { ...params, ipSetName: 'office' },
    { ...params, ipSetName: 'vedette-blocked-a/b' },
    { ...params, ipSetName: 'vedette-blocked-*' },
    { ...params, ipSetId: '*' },
    { ...params, scope: 'GLOBAL' },
    { ...params, more: 1 },
  ])('are refused: %j', (p) => expect(action.params.safeParse(p).success).toBe(false));
});
