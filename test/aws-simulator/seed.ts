import { ApiError } from './api-error.ts';
import { addressIn, macOf } from './ec2/network.ts';
import { OPEN_EGRESS } from './ec2/rules.ts';
import { addSubnet, addVpc } from './ec2/vpcs.ts';
import type { Principal } from './model.ts';
import { parsePolicy } from './policy/document.ts';
import { WorldSeed, type FullSeed } from './seed-schema.ts';
import type { Store } from './store.ts';

type AccountSeed = FullSeed['accounts'][number];
type RegionSeed = AccountSeed['regions'][string];
type InstanceSeed = RegionSeed['instances'][number];

/** What is wrong with a seed, and where. */
export class BadSeed extends Error {}

function documentOf(value: unknown, where: string, kind: 'identity' | 'trust' = 'identity'): string {
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
  });
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

function seedRegion(store: Store, place: string, seed: RegionSeed, where: string, now: number): void {
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
