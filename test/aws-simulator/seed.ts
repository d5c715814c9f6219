import { sha256Hex } from '../../src/kit/crypto.ts';
import { ApiError } from './api-error.ts';
import { addressIn, macOf } from './ec2/network.ts';
import { OPEN_EGRESS } from './ec2/rules.ts';
import { addSubnet, addVpc } from './ec2/vpcs.ts';
import type { Principal } from './model.ts';
import { parsePolicy, type PolicyKind } from './policy/document.ts';
import { WorldSeed, type FullSeed } from './seed-schema.ts';
import type { Store } from './store.ts';
import { addIpSet } from './wafv2/sets.ts';

type AccountSeed = FullSeed['accounts'][number];
type RegionSeed = AccountSeed['regions'][string];
type InstanceSeed = RegionSeed['instances'][number];

/** What is wrong with a seed, and where. */
export class BadSeed extends Error {}

function documentOf(value: unknown, where: string, kind: PolicyKind = 'identity'): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    parsePolicy(text, kind);
  } catch (cause) {
    if (cause instanceof ApiError) throw new BadSeed(`${where}: ${cause.message}`);
    throw cause;
  }
  return text;
}

/**
 * Puts a seed into the world; what is there already under the same ids is replaced. Throws {@link BadSeed} with the path
 * of the field that is wrong; the caller undoes the transaction.
 */
export function applySeed(store: Store, input: unknown, now: number): void {
  const parsed = WorldSeed.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new BadSeed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a seed'}`);
  }
  parsed.data.accounts.forEach((account, i) => {
    store.put('account', '', account.id, { id: account.id });
    seedIam(store, account, `accounts.${i}`, now);
    seedBuckets(store, account, `accounts.${i}`, now);
    for (const [region, seed] of Object.entries(account.regions))
      seedRegion(store, `${account.id}/${region}`, seed, `accounts.${i}.regions.${region}`, now);
  });
}

function seedIam(store: Store, account: AccountSeed, where: string, now: number): void {
  const scope = account.id;
  account.managedPolicies.forEach((p, i) =>
    store.put('policy', scope, p.arn, {
      arn: p.arn,
      name: p.arn.split('/').at(-1)!,
      document: documentOf(p.document, `${where}.managedPolicies.${i}.document`),
    }),
  );
  const principalOf = (
    p: AccountSeed['users'][number] | AccountSeed['roles'][number],
    kind: 'user' | 'role',
    at: string,
  ): Principal => ({
    name: p.name,
    path: p.path,
    id: store.uniqueId(kind === 'user' ? 'AIDA' : 'AROA'),
    arn: `arn:aws:iam::${scope}:${kind}${p.path}${p.name}`,
    createDate: p.createdAt ?? now,
    tags: p.tags,
    inline: Object.fromEntries(
      Object.entries(p.policies).map(([name, d]) => [name, documentOf(d, `${at}.policies.${name}`)]),
    ),
    attached: p.attached,
  });
  account.users.forEach((u, i) => {
    store.put('user', scope, u.name, principalOf(u, 'user', `${where}.users.${i}`));
    for (const { id, secret, status, createdAt } of u.keys)
      store.put('key', '', id, { id, account: scope, user: u.name, secret, status, createDate: createdAt ?? now });
    if (u.loginProfile) {
      const { createdAt, resetRequired } = u.loginProfile;
      store.put('login', scope, u.name, { user: u.name, createDate: createdAt ?? now, resetRequired });
    }
    for (const serial of u.mfaDevices) store.put('mfa', scope, serial, { user: u.name, serial, enableDate: now });
  });
  for (const { url, clientIds, jwks } of account.oidcProviders) {
    const host = url.replace(/^https:\/\//, '').replace(/\/$/, '');
    const arn = `arn:aws:iam::${scope}:oidc-provider/${host}`;
    store.put('oidc', scope, host, { host, arn, clientIds, jwks });
  }
  account.roles.forEach((r, i) => {
    const at = `${where}.roles.${i}`;
    store.put('role', scope, r.name, {
      ...principalOf(r, 'role', at),
      trust: documentOf(r.trust, `${at}.trust`, 'trust'),
      description: r.description,
      maxSessionSeconds: r.maxSessionSeconds,
    });
  });
}

function seedBuckets(store: Store, account: AccountSeed, where: string, now: number): void {
  account.buckets.forEach((b, i) => {
    for (const { contentEncoding, ...o } of b.objects)
      store.put('object', '', `${b.name}/${o.key}`, {
        ...o,
        bucket: b.name,
        etag: sha256Hex(o.content).slice(0, 32),
        ...(contentEncoding === undefined ? {} : { contentEncoding }),
      });
    store.put('bucket', '', b.name, {
      name: b.name,
      account: account.id,
      region: b.region,
      createDate: b.createdAt ?? now,
      tags: b.tags,
      ...(b.publicAccessBlock === undefined ? {} : { publicAccessBlock: b.publicAccessBlock }),
      ...(b.policy === undefined ? {} : { policy: documentOf(b.policy, `${where}.buckets.${i}.policy`, 'resource') }),
    });
  });
}

/** What needs no network: functions, trails and IP sets. */
function seedServices(store: Store, place: string, seed: RegionSeed, where: string, now: number): void {
  const [account = '', region = ''] = place.split('/');
  for (const { reservedConcurrency, role, modifiedAt, ...f } of seed.functions)
    store.put('function', place, f.name, {
      ...f,
      arn: `arn:aws:lambda:${region}:${account}:function:${f.name}`,
      role: role ?? `arn:aws:iam::${account}:role/service-role/${f.name}`,
      modifiedAt: modifiedAt ?? now,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    });
  for (const t of seed.trails) {
    const arn = `arn:aws:cloudtrail:${region}:${account}:trail/${t.name}`;
    store.put('trail', account, arn, {
      ...t,
      arn,
      homeRegion: region,
      startedAt: now,
      ...(t.logging ? {} : { stoppedAt: now }),
    });
  }
  seed.ipSets.forEach((s, i) => {
    if (s.scope === 'CLOUDFRONT' && region !== 'us-east-1')
      throw new BadSeed(`${where}.ipSets.${i}.scope: IP sets for CLOUDFRONT are seeded in us-east-1`);
    try {
      addIpSet(store, { account, region }, s);
    } catch (cause) {
      if (cause instanceof ApiError) throw new BadSeed(`${where}.ipSets.${i}: ${cause.message}`);
      throw cause;
    }
  });
}

function seedRegion(store: Store, place: string, seed: RegionSeed, where: string, now: number): void {
  seedServices(store, place, seed, where, now);
  for (const v of seed.vpcs) addVpc(store, place, { id: v.id, cidr: v.cidr, isDefault: v.default, tags: v.tags });
  seed.subnets.forEach((s, i) => {
    if (!store.get('vpc', place, s.vpc)) throw new BadSeed(`${where}.subnets.${i}.vpc: ${s.vpc} is not among the vpcs`);
    const zone = s.zone ?? `${place.split('/')[1]}a`;
    addSubnet(store, place, { id: s.id, vpc: s.vpc, cidr: s.cidr, zone, tags: s.tags });
  });
  seed.securityGroups.forEach((g, i) => {
    if (!store.get('vpc', place, g.vpc))
      throw new BadSeed(`${where}.securityGroups.${i}.vpc: ${g.vpc} is not among the vpcs`);
    const withId = <R>(rule: R) => ({ ...rule, id: store.resourceId('sgr') });
    const rules = [
      ...g.ingress.map((r) => ({ ...r, egress: false })),
      ...(g.egress?.map((r) => ({ ...r, egress: true })) ?? [OPEN_EGRESS]),
    ].map(withId);
    // A VPC has one group named default: the seeded one takes the place of the one that came with the VPC.
    if (g.name === 'default')
      for (const other of store.list('group', place))
        if (other.vpc === g.vpc && other.name === 'default') store.remove('group', place, other.id);
    store.put('group', place, g.id, {
      id: g.id,
      name: g.name ?? g.id.replace('sg-', 'group-'),
      description: g.description,
      vpc: g.vpc,
      tags: g.tags,
      rules: rules as never,
    });
  });
  seed.instances.forEach((instance, i) => seedInstance(store, place, instance, `${where}.instances.${i}`, now));
}

function seedInstance(store: Store, place: string, seed: InstanceSeed, where: string, now: number): void {
  const launchTime = seed.launchedAt ?? now;
  seed.interfaces.forEach((n, index) => {
    const subnet = store.get('subnet', place, n.subnet);
    if (!subnet) throw new BadSeed(`${where}.interfaces.${index}.subnet: ${n.subnet} is not among the subnets`);
    for (const g of n.groups)
      if (store.get('group', place, g)?.vpc !== subnet.vpc)
        throw new BadSeed(
          `${where}.interfaces.${index}.groups: ${g} is not among the security groups of ${subnet.vpc}`,
        );
    const standard = store.list('group', place).find((g) => g.vpc === subnet.vpc && g.name === 'default');
    if (index === 0)
      store.put('instance', place, seed.id, {
        id: seed.id,
        reservation: seed.reservation ?? store.resourceId('r'),
        image: seed.image,
        type: seed.type,
        state: seed.state,
        launchTime,
        vpc: subnet.vpc,
        subnet: subnet.id,
        tags: seed.tags,
        attributes: {},
        ...(seed.profileArn === undefined ? {} : { profileArn: seed.profileArn }),
      });
    if (index === 0)
      seed.volumes.forEach((v, n) =>
        store.put('volume', place, v.id, {
          ...v,
          instance: seed.id,
          device: v.device ?? (n === 0 ? '/dev/xvda' : `/dev/sd${String.fromCodePoint('e'.codePointAt(0)! + n)}`),
          root: n === 0,
          zone: subnet.zone,
          createTime: launchTime,
        }),
      );
    if (seed.state === 'terminated') return;
    const neighbours = store.list('interface', place).filter((x) => x.subnet === n.subnet).length;
    store.put('interface', place, n.id, {
      id: n.id,
      description: '',
      vpc: subnet.vpc,
      subnet: n.subnet,
      groups: n.groups.length > 0 ? n.groups : standard ? [standard.id] : [],
      ip: n.ip ?? addressIn(subnet.cidr, neighbours),
      ...(n.publicIp === undefined ? {} : { publicIp: n.publicIp }),
      mac: macOf(n.id),
      tags: n.tags,
      sourceDestCheck: true,
      attachment: { id: store.resourceId('eni-attach'), instance: seed.id, index, at: launchTime },
    });
  });
}
