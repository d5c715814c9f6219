import type { Action, Permission } from './action.ts';
import { sampleParams } from './samples.ts';

/** A statement of a role's policy. */
export interface RoleStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: NonNullable<Permission['conditions']>;
}

/** How a template, or an account, writes its own partition and number. */
export interface RolePlace {
  readonly partition: string;
  readonly account: string;
}

/** Any place will do: what an action answers for it is made role-wide. */
const SAMPLE_PLACE = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
/** IP sets that Vedette may change are those that its own template makes. */
const OWN_NAMES = 'vedette-blocked-';

/** The resource part of an ARN for every resource of its kind: what one step names exactly, the role must cover. */
function everyOne(resource: string): string {
  const own = resource.indexOf(OWN_NAMES);
  // `regional/ipset/…` and `global/ipset/…` alike.
  if (own >= 0) return `${resource.slice(0, own).replace(/^regional\//, '*/')}${OWN_NAMES}*`;
  return `${/^[a-z-]+[/:]/.exec(resource)?.[0] ?? ''}*`;
}

/** A step's ARN for the whole role: any region and name, but its own service, kind of resource and account. Pure. */
export function roleWide(arn: string, place: RolePlace): string {
  if (arn === '*') return arn;
  const [, , service = '', region = '', account = '', ...rest] = arn.split(':');
  return [
    'arn',
    place.partition,
    service,
    region === '' ? '' : '*',
    account === '' ? '' : place.account,
    everyOne(rest.join(':')),
  ].join(':');
}

type Conditions = NonNullable<Permission['conditions']>;

/** Tags' values name one target: for the role it is enough that there is one. The rest holds for every target alike. */
function roleWideConditions(conditions: Conditions): Conditions {
  const exact = Object.entries(conditions).flatMap(([operator, keys]) => {
    const kept = Object.entries(keys).filter(([key]) => !/^aws:(Request|Resource)Tag\//.test(key));
    return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)] as const];
  });
  const tags = Object.values(conditions)
    .flatMap((keys) => Object.keys(keys))
    .filter((key) => /^aws:(Request|Resource)Tag\//.test(key));
  const like = tags.length === 0 ? [] : [['StringLike', Object.fromEntries(tags.map((t) => [t, '?*']))] as const];
  return Object.fromEntries([...exact, ...like]);
}

/** Permissions as a policy's statements: one for each set of resources under the same conditions, sorted. Pure. */
export function statementsOf(permissions: readonly Permission[], place: RolePlace): RoleStatement[] {
  const byScope = new Map<string, { actions: Set<string>; resources: string[]; conditions?: Conditions }>();
  for (const p of permissions) {
    const resources = [...new Set(p.resources.map((r) => roleWide(r, place)))].toSorted();
    const conditions = p.conditions === undefined ? undefined : roleWideConditions(p.conditions);
    const key = JSON.stringify([resources, conditions ?? null]);
    const scope = byScope.get(key) ?? { actions: new Set(), resources, ...(conditions ? { conditions } : {}) };
    for (const action of p.actions) scope.actions.add(action);
    byScope.set(key, scope);
  }
  return [...byScope.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, s]) => ({
      Effect: 'Allow',
      Action: [...s.actions].toSorted(),
      Resource: s.resources,
      ...(s.conditions === undefined ? {} : { Condition: s.conditions }),
    }));
}

/**
 * What the two roles of an account must be allowed so that every registered action works: reading, and writing. A step's
 * session policy narrows them further, to its own calls and ARNs. Throws if an action fits no sample.
 */
export function roleStatements(
  actions: readonly Action[],
  place: RolePlace,
  alsoRead: readonly Permission[] = [],
): { read: RoleStatement[]; write: RoleStatement[] } {
  const reads: Permission[] = [...alsoRead];
  const writes: Permission[] = [];
  for (const action of actions) {
    const params = sampleParams(action);
    reads.push(...action.readPermissions(params, SAMPLE_PLACE));
    for (const step of [...action.steps, ...action.revert]) writes.push(...step.permissions(params, SAMPLE_PLACE));
  }
  return { read: statementsOf(reads, place), write: statementsOf(writes, place) };
}
