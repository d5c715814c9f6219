import { sha256Hex } from '../../../src/kit/crypto.ts';
import type { IpSet, Tags } from '../model.ts';
import type { Store } from '../store.ts';
import { checkedAddresses } from './addresses.ts';

/** Where a set is kept: those for CloudFront are the account's and not a region's. */
export const setPlace = (account: string, region: string, scope: IpSet['scope']): string =>
  scope === 'CLOUDFRONT' ? `${account}/cloudfront` : `${account}/${region}`;

export const setArn = (account: string, region: string, scope: IpSet['scope'], name: string, id: string): string =>
  `arn:aws:wafv2:${scope === 'CLOUDFRONT' ? 'us-east-1' : region}:${account}:${scope === 'CLOUDFRONT' ? 'global' : 'regional'}/ipset/${name}/${id}`;

/** Shaped like a UUID, and the same in the same run. */
export function newUuid(store: Store): string {
  const hex = sha256Hex(store.resourceId('waf'));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export interface NewIpSet {
  readonly name: string;
  readonly scope: IpSet['scope'];
  readonly version: IpSet['version'];
  readonly id?: string | undefined;
  readonly description: string;
  readonly addresses: readonly string[];
  readonly tags: Tags;
}

/** Throws WAFInvalidParameterException for addresses that are none of the version. */
export function addIpSet(store: Store, at: { account: string; region: string }, fresh: NewIpSet): IpSet {
  const id = fresh.id ?? newUuid(store);
  const set: IpSet = {
    ...fresh,
    id,
    arn: setArn(at.account, at.region, fresh.scope, fresh.name, id),
    addresses: checkedAddresses(fresh.addresses, fresh.version),
    lockToken: newUuid(store),
  };
  store.put('ipset', setPlace(at.account, at.region, fresh.scope), id, set);
  return set;
}
