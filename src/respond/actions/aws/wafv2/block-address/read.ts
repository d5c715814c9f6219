import type { AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, list, tagsIfTold, tagsOf, text } from '../../../../answer.ts';
import { contains, parseCidr, sameCidr } from '../../../../cidr.ts';

export interface BlockParams {
  scope: 'REGIONAL' | 'CLOUDFRONT';
  ipSetName: string;
  ipSetId: string;
  /** Canonical, with its prefix length */
  address: string;
}

export interface SetState {
  /** As AWS spells them, in its order: an update must give all of them. At most 10,000. */
  readonly addresses: readonly string[];
  readonly description: string;
  /** What an update must name: AWS refuses it if the set has changed since. */
  readonly lockToken: string;
  /** Whether our very block is in the list. */
  readonly listed: boolean;
  /** Another block of the list that holds ours, or null */
  readonly coveredBy: string | null;
}

export const stateOf = (snapshot: Snapshot): SetState => snapshot.state as unknown as SetState;

/** What CloudFront uses is kept in US East, whatever region an incident is in. */
const regionOf = (p: BlockParams, place: Place): string => (p.scope === 'CLOUDFRONT' ? 'us-east-1' : place.region);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html */
export const setArn = (p: BlockParams, place: Place): string =>
  `arn:${place.partition}:wafv2:${regionOf(p, place)}:${place.account}:${p.scope === 'CLOUDFRONT' ? 'global' : 'regional'}/ipset/${p.ipSetName}/${p.ipSetId}`;

/** Pseudo-ARN of one address in a set: two incidents may each hold their own. */
export const addressArn = (p: BlockParams, place: Place): string => `${setArn(p, place)}/address/${p.address}`;

export const wafv2 = (operation: string, p: BlockParams, place: Place, more: { [key: string]: Json } = {}) => ({
  service: 'wafv2' as const,
  operation,
  region: regionOf(p, place),
  params: { Name: p.ipSetName, Scope: p.scope, Id: p.ipSetId, ...more },
});

/** Whether one of AWS's spellings means our block. */
export const isOurs = (spelling: string, p: BlockParams): boolean =>
  sameCidr(parseCidr(spelling), parseCidr(p.address));

/**
 * Reads the set with its lock token. A missing set is an answer; one for the other IP version is an error
 * (`unsupported`), for the address can never be in it.
 */
export async function readSet(read: AwsRead, p: BlockParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const region = regionOf(p, place);
  const [answer, tagged] = await Promise.all([
    read(wafv2('GetIPSet', p, place)),
    read({ service: 'wafv2', operation: 'ListTagsForResource', region, params: { ResourceARN: setArn(p, place) } }),
  ]);
  if (!answer.ok) {
    if (answer.error.kind !== 'not_found') return answer;
    return ok({ exists: false, tags: {}, dependents: [], state: {} });
  }
  const tags = tagsIfTold(tagged, (value) => tagsOf(field(value, 'TagInfoForResource'), 'TagList'));
  if (!tags.ok) return tags;
  const set = field(answer.value, 'IPSet');
  const ours = parseCidr(p.address);
  const version = text(set, 'IPAddressVersion');
  if (ours === undefined || version !== `IPV${ours.version}`)
    return err({
      kind: 'unsupported',
      code: 'WrongAddressVersion',
      message: `the IP set holds ${version} addresses; ${p.address} needs a set of IPV${ours?.version ?? 4}`,
    });
  const addresses = list(set, 'Addresses').filter((a) => typeof a === 'string');
  const covering = addresses.find((a) => {
    const other = parseCidr(a);
    return other !== undefined && !sameCidr(other, ours) && contains(other, ours);
  });
  const state: SetState = {
    addresses,
    description: text(set, 'Description'),
    lockToken: text(answer.value, 'LockToken'),
    listed: addresses.some((a) => isOurs(a, p)),
    coveredBy: covering ?? null,
  };
  return ok({
    exists: true,
    tags: tags.value,
    dependents: [],
    state: state as unknown as JsonObject,
  });
}
