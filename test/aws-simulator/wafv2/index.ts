import { sha256Hex } from '../../../src/kit/crypto.ts';
import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { IpSet, Tags } from '../model.ts';
import { checkedAddresses, invalid } from './addresses.ts';
import { addIpSet, newUuid, setArn, setPlace } from './sets.ts';

const PAGE_MOST = 100;
const NAME = /^[\w-]{1,128}$/;

const noSuchItem = (): ApiError =>
  new ApiError(
    'WAFNonexistentItemException',
    "AWS WAF couldn't perform the operation because your resource doesn't exist.",
  );

/** CloudFront's sets are spoken of in us-east-1 only. */
function scopeOf(call: Call): IpSet['scope'] {
  const scope = call.params.need('Scope');
  if (scope === 'REGIONAL' || (scope === 'CLOUDFRONT' && call.region === 'us-east-1')) return scope;
  throw invalid('SCOPE_VALUE', scope);
}

const setsOf = (call: Call, scope: IpSet['scope']): IpSet[] =>
  call.store.list('ipset', setPlace(call.caller.account, call.region, scope));

/** The set that is named, authorized before it is said whether there is one. */
function named(call: Call): IpSet {
  const scope = scopeOf(call);
  const name = call.params.need('Name');
  const id = call.params.need('Id');
  const found = setsOf(call, scope).find((s) => s.id === id && s.name === name);
  authorize(call, [
    { arn: found?.arn ?? setArn(call.caller.account, call.region, scope, name, id), tags: found?.tags ?? {} },
  ]);
  if (!found) throw noSuchItem();
  return found;
}

function checkLock(call: Call, set: IpSet): void {
  if (call.params.need('LockToken') !== set.lockToken)
    throw new ApiError(
      'WAFOptimisticLockException',
      "AWS WAF couldn't save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
    );
}

const put = (call: Call, set: IpSet): void =>
  call.store.put('ipset', setPlace(call.caller.account, call.region, set.scope), set.id, set);

const summary = (s: IpSet) => ({
  Name: s.name,
  Id: s.id,
  Description: s.description,
  LockToken: s.lockToken,
  ARN: s.arn,
});

/** Not in the order in which they were given, and not sorted either. */
const shuffled = (addresses: readonly string[]): string[] =>
  addresses
    .map((address) => ({ address, at: sha256Hex(address) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map((a) => a.address);

function tagsIn(call: Call): Tags {
  return Object.fromEntries(call.params.structs('Tags').map((t) => [t.need('Key'), t.text('Value') ?? '']));
}

function create(call: Call) {
  const scope = scopeOf(call);
  const name = call.params.need('Name');
  const version = call.params.need('IPAddressVersion');
  const tags = tagsIn(call);
  authorize(call, [{ arn: setArn(call.caller.account, call.region, scope, name, '*') }], { requestTags: tags });
  if (!NAME.test(name)) throw invalid('ENTITY_NAME', name);
  if (version !== 'IPV4' && version !== 'IPV6') throw invalid('IP_ADDRESS_VERSION', version);
  if (!call.params.has('Addresses')) call.params.need('Addresses');
  if (setsOf(call, scope).some((s) => s.name === name))
    throw new ApiError(
      'WAFDuplicateItemException',
      "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
    );
  const set = addIpSet(
    call.store,
    { account: call.caller.account, region: call.region },
    {
      name,
      scope,
      version,
      description: call.params.text('Description') ?? '',
      addresses: call.params.list('Addresses'),
      tags,
    },
  );
  return { Summary: summary(set) };
}

function update(call: Call) {
  const set = named(call);
  if (!call.params.has('Addresses')) call.params.need('Addresses');
  const addresses = checkedAddresses(call.params.list('Addresses'), set.version);
  checkLock(call, set);
  const lockToken = newUuid(call.store);
  put(call, { ...set, addresses, lockToken, description: call.params.text('Description') ?? set.description });
  return { NextLockToken: lockToken };
}

function list(call: Call) {
  const scope = scopeOf(call);
  authorize(call);
  const limit = call.params.whole('Limit') ?? PAGE_MOST;
  if (limit < 1 || limit > PAGE_MOST) throw invalid('PAGE_SIZE', String(limit));
  const all = setsOf(call, scope);
  const marker = call.params.text('NextMarker');
  const from = marker === undefined ? 0 : all.findIndex((s) => s.id === marker) + 1;
  const page = all.slice(from, from + limit);
  return {
    IPSets: page.map(summary),
    ...(from + limit < all.length ? { NextMarker: page.at(-1)!.id } : {}),
  };
}

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html */
export const wafv2: Handlers = {
  CreateIPSet: create,
  GetIPSet: (call) => {
    const set = named(call);
    return {
      IPSet: {
        Name: set.name,
        Id: set.id,
        ARN: set.arn,
        Description: set.description,
        IPAddressVersion: set.version,
        Addresses: shuffled(set.addresses),
      },
      LockToken: set.lockToken,
    };
  },
  UpdateIPSet: update,
  ListIPSets: list,
  DeleteIPSet: (call) => {
    const set = named(call);
    checkLock(call, set);
    call.store.remove('ipset', setPlace(call.caller.account, call.region, set.scope), set.id);
    return {};
  },
  ListTagsForResource: (call) => {
    const arn = call.params.need('ResourceARN');
    const found = [...setsOf(call, 'REGIONAL'), ...setsOf(call, 'CLOUDFRONT')].find((s) => s.arn === arn);
    authorize(call, [{ arn, tags: found?.tags ?? {} }]);
    if (!found) throw noSuchItem();
    return {
      TagInfoForResource: {
        ResourceARN: arn,
        TagList: Object.entries(found.tags).map(([Key, Value]) => ({ Key, Value })),
      },
    };
  },
};
