import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Resource } from '../call.ts';
import type { Kind, Kinds, Tags } from '../model.ts';
import type { Params } from '../params.ts';
import { wildcard } from '../policy/match.ts';
import type { Out } from '../xml-out.ts';

/** The kinds that live in a region. */
export type Ec2Kind = Extract<
  Kind,
  'vpc' | 'subnet' | 'group' | 'interface' | 'instance' | 'acl' | 'volume' | 'snapshot'
>;

interface KindFacts {
  /** As ARNs and tag specifications name it */
  readonly type: string;
  readonly prefix: string;
  readonly notFound: string;
  readonly malformed: string;
  readonly noun: string;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const KINDS: Readonly<Record<Ec2Kind, KindFacts>> = {
  vpc: {
    type: 'vpc',
    prefix: 'vpc',
    notFound: 'InvalidVpcID.NotFound',
    malformed: 'InvalidVpcID.Malformed',
    noun: 'vpc ID',
  },
  subnet: {
    type: 'subnet',
    prefix: 'subnet',
    notFound: 'InvalidSubnetID.NotFound',
    malformed: 'InvalidSubnetID.Malformed',
    noun: 'subnet ID',
  },
  group: {
    type: 'security-group',
    prefix: 'sg',
    notFound: 'InvalidGroup.NotFound',
    malformed: 'InvalidGroupId.Malformed',
    noun: 'security group',
  },
  interface: {
    type: 'network-interface',
    prefix: 'eni',
    notFound: 'InvalidNetworkInterfaceID.NotFound',
    malformed: 'InvalidNetworkInterfaceID.Malformed',
    noun: 'networkInterface ID',
  },
  instance: {
    type: 'instance',
    prefix: 'i',
    notFound: 'InvalidInstanceID.NotFound',
    malformed: 'InvalidInstanceID.Malformed',
    noun: 'instance ID',
  },
  acl: {
    type: 'network-acl',
    prefix: 'acl',
    notFound: 'InvalidNetworkAclID.NotFound',
    malformed: 'InvalidNetworkAclID.Malformed',
    noun: 'networkAcl ID',
  },
  volume: {
    type: 'volume',
    prefix: 'vol',
    notFound: 'InvalidVolume.NotFound',
    malformed: 'InvalidVolumeID.Malformed',
    noun: 'volume',
  },
  snapshot: {
    type: 'snapshot',
    prefix: 'snap',
    notFound: 'InvalidSnapshot.NotFound',
    malformed: 'InvalidSnapshotID.Malformed',
    noun: 'snapshot',
  },
};

/** A snapshot's ARN names no account: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const arnOf = (call: Call, kind: Ec2Kind, id: string): string =>
  `arn:aws:ec2:${call.region}:${kind === 'snapshot' ? '' : call.caller.account}:${KINDS[kind].type}/${id}`;

/** An entity of this account and region. Throws `Invalid….Malformed` or `Invalid….NotFound`. */
export function find<K extends Ec2Kind>(call: Call, kind: K, id: string): Kinds[K] {
  const facts = KINDS[kind];
  if (!new RegExp(`^${facts.prefix}-[0-9a-f]{8,17}$`).test(id))
    throw new ApiError(facts.malformed, `Invalid id: "${id.slice(0, 60)}"`);
  const found = call.store.get(kind, placeOf(call), id);
  if (!found) throw new ApiError(facts.notFound, `The ${facts.noun} '${id}' does not exist`);
  return found;
}

export const save = <K extends Ec2Kind>(call: Call, kind: K, entity: Kinds[K]): void =>
  call.store.put(kind, placeOf(call), entity.id, entity);

export const all = <K extends Ec2Kind>(call: Call, kind: K): Kinds[K][] => call.store.list(kind, placeOf(call));

/** An entity as authorization sees it; one that does not exist has no tags. */
export function resourceOf(call: Call, kind: Ec2Kind, id: string): Resource {
  const found = call.store.get(kind, placeOf(call), id);
  const vpc = found && 'vpc' in found ? { 'ec2:vpc': [arnOf(call, 'vpc', found.vpc)] } : {};
  const parent = found && 'volume' in found ? { 'ec2:parentvolume': [arnOf(call, 'volume', found.volume)] } : {};
  return { arn: arnOf(call, kind, id), tags: found?.tags ?? {}, keys: { ...vpc, ...parent } };
}

export const tagsOut = (tags: Tags): Out => Object.entries(tags).map(([key, value]) => ({ key, value }));

export function tagsIn(params: Params): Tags {
  const tags: Tags = {};
  for (const tag of params.structs('Tag')) {
    const key = tag.need('Key');
    if (key.startsWith('aws:'))
      throw new ApiError('InvalidParameterValue', 'Tag keys starting with aws: are reserved for internal use');
    tags[key] = tag.text('Value') ?? '';
  }
  return tags;
}

/** Tags that a create call asks for, of one type of resource. */
export function specifiedTags(call: Call, kind: Ec2Kind): Tags {
  const tags: Tags = {};
  for (const s of call.params.structs('TagSpecification')) {
    const type = s.need('ResourceType');
    if (type !== KINDS[kind].type && call.operation !== 'RunInstances')
      throw new ApiError(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    if (type === KINDS[kind].type) Object.assign(tags, tagsIn(s));
  }
  return tags;
}

/**
 * Leave to create: the operation on the new resource and on what it is made in, and `ec2:CreateTags` on the new one where tags
 * come with it: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function authorizeCreation(call: Call, kind: Ec2Kind, tags: Tags, others: readonly Resource[]): void {
  const fresh = { arn: arnOf(call, kind, '*') };
  authorize(call, [fresh], { requestTags: tags });
  authorize(call, others);
  if (Object.keys(tags).length === 0) return;
  const creating = { ...fresh, keys: { 'ec2:createaction': [call.operation] } };
  authorize(call, [creating], { action: 'ec2:CreateTags', requestTags: tags });
}

/** `DryRun` asks whether the call would be allowed, after it was authorized. */
export function stopDryRun(call: Call): void {
  if (call.params.flag('DryRun') === true)
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/** Filter name → the values that an entity has there. `tag:…`, `tag-key` and `tag-value` are common to all. */
export type FilterTable<E> = Readonly<Record<string, (e: E) => readonly (string | undefined)[]>>;

const PAGE_DEFAULT = 1000;
const PAGE_LEAST = 5;

/** Describe: by ids (all must exist) or filters, in pages by `NextToken`. */
export function describe<K extends Ec2Kind>(
  call: Call,
  kind: K,
  idParam: string,
  table: FilterTable<Kinds[K]>,
): { items: Kinds[K][]; nextToken: string | undefined } {
  authorize(call);
  stopDryRun(call);
  const { params } = call;
  const ids = params.list(idParam);
  const size = params.whole('MaxResults');
  if (size !== undefined && ids.length > 0)
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter ${idParam}s cannot be used with the parameter maxResults`,
    );
  if (size !== undefined && (size < PAGE_LEAST || size > PAGE_DEFAULT))
    throw new ApiError(
      'InvalidParameterValue',
      `Value (${size}) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  const chosen = ids.length > 0 ? ids.map((id) => find(call, kind, id)) : all(call, kind);
  const fitting = chosen.filter((e) => params.structs('Filter').every((f) => filterFits(f, table, e)));
  const from = tokenPlace(params.text('NextToken'));
  const to = from + (size ?? (ids.length > 0 ? fitting.length : PAGE_DEFAULT));
  return {
    items: fitting.slice(from, to),
    nextToken: to < fitting.length ? btoa(`${kind} ${to}`) : undefined,
  };
}

function filterFits<E extends { tags: Tags }>(filter: Params, table: FilterTable<E>, entity: E): boolean {
  const name = filter.need('Name');
  const wanted = filter.list('Value');
  let actual: readonly (string | undefined)[];
  if (name.startsWith('tag:')) actual = [entity.tags[name.slice('tag:'.length)]];
  else if (name === 'tag-key') actual = Object.keys(entity.tags);
  else if (name === 'tag-value') actual = Object.values(entity.tags);
  else {
    if (!Object.hasOwn(table, name))
      throw new ApiError('InvalidParameterValue', `The filter '${name.slice(0, 60)}' is invalid`);
    actual = table[name]!(entity);
  }
  return actual.some((a) => a !== undefined && wanted.some((w) => wildcard(w, a)));
}

function tokenPlace(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  let text = '';
  try {
    text = atob(token);
  } catch {
    // falls through to the refusal
  }
  const place = /^[a-z]+ ([0-9]{1,9})$/.exec(text)?.[1];
  if (place === undefined) throw new ApiError('InvalidNextToken', 'The token is not valid');
  return Number(place);
}
