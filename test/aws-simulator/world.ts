import { toBase64 } from '../../src/kit/bytes.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { fieldsIn, recordOf, tagsIn, textIn, type TrailRecord } from './cloudtrail.ts';
import { parsePolicy } from './policy/document.ts';
import type { WorldSeed } from './seed-schema.ts';
import { placesIn, type RegionDraft } from './world-regions.ts';
import { ServicesDraft, servicesIn } from './world-services.ts';

export type { WorldSeed } from './seed-schema.ts';

type AccountSeed = WorldSeed['accounts'][number];
type UserDraft = Omit<NonNullable<AccountSeed['users']>[number], 'policies' | 'attached' | 'keys'> & {
  policies: Record<string, string>;
  attached: string[];
  keys: { id: string; secret: string; status: 'Active' | 'Inactive'; createdAt?: number }[];
};
type RoleDraft = NonNullable<AccountSeed['roles']>[number];

interface AccountDraft {
  readonly id: string;
  readonly users: Map<string, UserDraft>;
  readonly roles: Map<string, RoleDraft>;
  readonly managed: Map<string, string>;
  readonly regions: Map<string, RegionDraft>;
  readonly services: ServicesDraft;
}

/** A policy document as JSON. */
export type PolicyJson = Record<string, unknown>;

export interface WorldOptions {
  /** Inline policies of `vedette-responder` by name, and of `vedette-reader` */
  readonly writePolicies: Readonly<Record<string, PolicyJson>>;
  readonly readPolicies: Readonly<Record<string, PolicyJson>>;
  /** That the roles' trust policies ask for; absent: none */
  readonly externalId?: string;
}

/** What Vedette is told of an account. */
export interface AccountAccess {
  readonly account: string;
  readonly regions: readonly string[];
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly writeRoleArn: string;
  readonly readRoleArn: string;
  readonly externalId?: string;
}

/** Where an account is of which no record names a region. */
const HOME = 'us-east-1';
/** Vedette's own user, whose keys assume the roles. */
export const BASE_USER = 'vedette-base';
const WRITE_ROLE = 'vedette-responder';
const READ_ROLE = 'vedette-reader';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const NAME = /^[\w+=,.@-]{1,64}$/;
const KEY = /^AKIA[A-Z0-9]{12,124}$/;

/** As AWS makes them: forty characters of base64. Made anew at every call, and worth nothing anywhere else. */
const newSecret = (): string => toBase64(randomBytes(30));

/**
 * The world that CloudTrail records speak of, as it is after them: accounts; users, their keys (with secrets that are made
 * here) and policies; roles; VPCs, subnets, groups, instances with their interfaces and disks; buckets, functions,
 * trails and IP sets. What users that
 * the records did not make were allowed to do is not recorded: they get AdministratorAccess, so that whatever stops
 * them is the containment. Into each account come a user `vedette-base` and the roles `vedette-responder` and
 * `vedette-reader`. Records that are none are left out. Pure but for the secrets.
 */
export function worldFromCloudTrail(records: readonly unknown[], options: WorldOptions): WorldSeed {
  const accounts = new Map<string, AccountDraft>();
  const sorted = records.flatMap((r) => recordOf(r) ?? []).toSorted((a, b) => a.at - b.at);
  for (const record of sorted) {
    let account = accounts.get(record.account);
    if (!account) {
      account = {
        id: record.account,
        users: new Map(),
        roles: new Map(),
        managed: new Map(),
        regions: new Map(),
        services: new ServicesDraft(record.account),
      };
      accounts.set(record.account, account);
    }
    actorIn(account, record);
    placesIn(account.regions, record);
    servicesIn(account.services, record);
    if (!record.failed && Object.hasOwn(CHANGES, record.name)) CHANGES[record.name]!(account, record);
  }
  return { accounts: [...accounts.values()].map((a) => finished(a, options)) };
}

/** The credentials and roles that a seed of {@link worldFromCloudTrail} holds for Vedette, one an account. */
export function vedetteAccess(seed: WorldSeed, externalId?: string): AccountAccess[] {
  return seed.accounts.flatMap((account) => {
    const key = account.users?.find((u) => u.name === BASE_USER)?.keys?.[0];
    if (!key) return [];
    const regions = Object.keys(account.regions ?? {});
    return [
      {
        account: account.id,
        regions: regions.length > 0 ? regions : [HOME],
        accessKeyId: key.id,
        secretAccessKey: key.secret,
        writeRoleArn: `arn:aws:iam::${account.id}:role/${WRITE_ROLE}`,
        readRoleArn: `arn:aws:iam::${account.id}:role/${READ_ROLE}`,
        ...(externalId === undefined ? {} : { externalId }),
      },
    ];
  });
}

function finished(a: AccountDraft, options: WorldOptions): AccountSeed {
  const arn = (kind: string, name: string): string => `arn:aws:iam::${a.id}:${kind}/${name}`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: arn('user', BASE_USER) },
        ...(options.externalId === undefined
          ? {}
          : { Condition: { StringEquals: { 'sts:ExternalId': options.externalId } } }),
      },
    ],
  };
  const assume = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [arn('role', WRITE_ROLE), arn('role', READ_ROLE)] },
    ],
  };
  const suffix = toBase64(randomBytes(12))
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '')
    .padEnd(5, 'A')
    .slice(0, 5);
  const base = {
    name: BASE_USER,
    keys: [{ id: `AKIAVEDETTEBASE${suffix}`, secret: newSecret() }],
    policies: { 'assume-vedette-roles': assume },
  };
  return {
    id: a.id,
    users: [base, ...[...a.users.values()].filter((u) => u.name !== BASE_USER)],
    roles: [
      { name: WRITE_ROLE, trust, policies: options.writePolicies },
      { name: READ_ROLE, trust, policies: options.readPolicies },
      ...[...a.roles.values()].filter((r) => r.name !== WRITE_ROLE && r.name !== READ_ROLE),
    ],
    managedPolicies: [...a.managed].map(([arn, document]) => ({ arn, document })),
    buckets: a.services.buckets(),
    regions: Object.fromEntries(
      [...new Set([...a.regions.keys(), ...a.services.regions(), ...(a.regions.size === 0 ? [HOME] : [])])].map(
        (region) => [region, { ...a.regions.get(region)?.seed(), ...a.services.region(region) }],
      ),
    ),
  };
}

/** Path and name of a user's or role's ARN. */
function placeOf(arn: string, kind: string): { path: string; name: string } | undefined {
  const match = new RegExp(`^arn:aws[a-z-]*:iam::[0-9]{12}:${kind}(/(?:[!-~]{1,500}/)?)([^/]{1,64})$`).exec(arn);
  return match && NAME.test(match[2]!) ? { path: match[1]!, name: match[2]! } : undefined;
}

function userIn(account: AccountDraft, name: string, fresh: Partial<UserDraft>): UserDraft | undefined {
  if (!NAME.test(name)) return undefined;
  let user = account.users.get(name);
  if (!user) {
    user = { name, policies: {}, attached: [], keys: [], ...fresh };
    account.users.set(name, user);
  }
  return user;
}

function keyIn(user: UserDraft | undefined, id: string, createdAt?: number): void {
  if (!user || !KEY.test(id) || user.keys.some((k) => k.id === id)) return;
  user.keys.push({ id, secret: newSecret(), status: 'Active', ...(createdAt === undefined ? {} : { createdAt }) });
}

/** Who made the call is there, with the key that signed it. */
function actorIn(account: AccountDraft, { identity }: TrailRecord): void {
  const arn = textIn(identity, 'arn');
  if (textIn(identity, 'type') === 'IAMUser') {
    const place = placeOf(arn, 'user');
    if (!place || !arn.includes(`::${account.id}:`)) return;
    keyIn(
      userIn(account, place.name, { path: place.path, attached: [ADMINISTRATOR] }),
      textIn(identity, 'accessKeyId'),
    );
    return;
  }
  const issuer = fieldsIn(fieldsIn(identity, 'sessionContext'), 'sessionIssuer');
  const role = placeOf(textIn(issuer, 'arn'), 'role');
  if (role && textIn(issuer, 'accountId') === account.id && !account.roles.has(role.name))
    account.roles.set(role.name, { ...role, trust: trustOfAccount(account.id) });
}

const trustOfAccount = (id: string): PolicyJson => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${id}:root` } }],
});

/** A policy's text, if it is one: CloudTrail hides some. */
function documentIn(text: string, kind: 'identity' | 'trust' = 'identity'): string | undefined {
  try {
    parsePolicy(text, kind);
    return text;
  } catch {
    return undefined;
  }
}

type Change = (account: AccountDraft, record: TrailRecord) => void;
const userOf: (a: AccountDraft, r: TrailRecord) => UserDraft | undefined = (a, { request }) =>
  a.users.get(textIn(request, 'userName'));

/** The user has a password; one that the records did not make was there before them. */
function signsIn(a: AccountDraft, { request, at }: TrailRecord): void {
  const user = userIn(a, textIn(request, 'userName'), { attached: [ADMINISTRATOR] });
  if (user)
    user.loginProfile = {
      createdAt: at,
      ...user.loginProfile,
      resetRequired: request['passwordResetRequired'] === true,
    };
}

const CHANGES: Readonly<Record<string, Change>> = {
  CreateUser: (a, { response, request, at }) => {
    const user = fieldsIn(response, 'user');
    const path = placeOf(textIn(user, 'arn'), 'user')?.path ?? '/';
    const name = textIn(user, 'userName');
    a.users.delete(name);
    userIn(a, name, { path, createdAt: at, tags: tagsIn(request['tags']) });
  },
  DeleteUser: (a, { request }) => void a.users.delete(textIn(request, 'userName')),
  CreateAccessKey: (a, { response, at }) => {
    const key = fieldsIn(response, 'accessKey');
    const user = userIn(a, textIn(key, 'userName'), { attached: [ADMINISTRATOR] });
    keyIn(user, textIn(key, 'accessKeyId'), at);
  },
  UpdateAccessKey: (a, r) => {
    const key = userOf(a, r)?.keys.find((k) => k.id === textIn(r.request, 'accessKeyId'));
    if (key) key.status = textIn(r.request, 'status') === 'Inactive' ? 'Inactive' : 'Active';
  },
  DeleteAccessKey: (a, r) => {
    const user = userOf(a, r);
    if (user) user.keys = user.keys.filter((k) => k.id !== textIn(r.request, 'accessKeyId'));
  },
  AttachUserPolicy: (a, r) => {
    const arn = textIn(r.request, 'policyArn');
    const user = userOf(a, r);
    if (user && arn.startsWith('arn:') && !user.attached.includes(arn)) user.attached.push(arn);
  },
  DetachUserPolicy: (a, r) => {
    const user = userOf(a, r);
    if (user) user.attached = user.attached.filter((arn) => arn !== textIn(r.request, 'policyArn'));
  },
  PutUserPolicy: (a, r) => {
    const document = documentIn(textIn(r.request, 'policyDocument'));
    const user = userOf(a, r);
    const name = textIn(r.request, 'policyName');
    if (user && document !== undefined && NAME.test(name)) user.policies = { ...user.policies, [name]: document };
  },
  DeleteUserPolicy: (a, r) => {
    const user = userOf(a, r);
    const gone = textIn(r.request, 'policyName');
    if (user) user.policies = Object.fromEntries(Object.entries(user.policies).filter(([n]) => n !== gone));
  },
  CreatePolicy: (a, { request, response }) => {
    const arn = textIn(fieldsIn(response, 'policy'), 'arn');
    const document = documentIn(textIn(request, 'policyDocument'));
    if (arn.startsWith('arn:') && document !== undefined) a.managed.set(arn, document);
  },
  CreateRole: (a, { request, response, at }) => {
    const place = placeOf(textIn(fieldsIn(response, 'role'), 'arn'), 'role');
    const trust = documentIn(textIn(request, 'assumeRolePolicyDocument'), 'trust');
    if (place) a.roles.set(place.name, { ...place, createdAt: at, trust: trust ?? trustOfAccount(a.id) });
  },
  UpdateAssumeRolePolicy: (a, { request }) => {
    const name = textIn(request, 'roleName');
    const trust = documentIn(textIn(request, 'policyDocument'), 'trust');
    const role = a.roles.get(name) ?? (NAME.test(name) ? { name, trust: trustOfAccount(a.id) } : undefined);
    if (role) a.roles.set(name, { ...role, trust: trust ?? role.trust });
  },
  CreateLoginProfile: (a, record) => signsIn(a, record),
  UpdateLoginProfile: (a, record) => signsIn(a, record),
  DeleteLoginProfile: (a, r) => {
    const user = userOf(a, r);
    if (user) delete user.loginProfile;
  },
  DeleteRole: (a, { request }) => void a.roles.delete(textIn(request, 'roleName')),
  PutRolePolicy: (a, { request }) => {
    const role = a.roles.get(textIn(request, 'roleName'));
    const document = documentIn(textIn(request, 'policyDocument'));
    const name = textIn(request, 'policyName');
    if (role && document !== undefined && NAME.test(name)) role.policies = { ...role.policies, [name]: document };
  },
  AttachRolePolicy: (a, { request }) => {
    const role = a.roles.get(textIn(request, 'roleName'));
    const arn = textIn(request, 'policyArn');
    if (role && arn.startsWith('arn:')) role.attached = [...new Set([...(role.attached ?? []), arn])];
  },
};
