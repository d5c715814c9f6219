import type { JsonObject } from '../../../../../kit/canonical.ts';
import type { Snapshot } from '../../../../action.ts';

/** Interfaces of an instance that are isolated at most: all but a few very large types have no more. */
export const INTERFACES_MOST = 15;

export interface Egress {
  readonly protocol: string;
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}
/** A security group tagged as made for this instance. */
export interface QuarantineGroup {
  readonly id: string;
  readonly opId: string;
  /** Number of ingress permissions */
  readonly ingress: number;
  readonly egress: readonly Egress[];
}
/** A network ACL tagged as made for this instance; `open` if any entry allows anything. */
export interface QuarantineAcl {
  readonly id: string;
  readonly opId: string;
  readonly open: boolean;
  readonly associations: readonly string[];
}
export interface Interface {
  readonly id: string;
  readonly subnet: string;
  /** Security group ids, sorted */
  readonly groups: readonly string[];
}
export interface IsolationState {
  readonly vpc: string;
  readonly interfaces: readonly Interface[];
  /** The one subnet of all interfaces; null if there are several, or its ACL cannot be seen. */
  readonly subnet: {
    readonly id: string;
    /** Nobody but the instance has an interface in it. */
    readonly alone: boolean;
    readonly acl: string;
    readonly association: string;
  } | null;
  readonly quarantineGroups: readonly QuarantineGroup[];
  readonly quarantineAcls: readonly QuarantineAcl[];
}

export const stateOf = (snapshot: Snapshot): IsolationState => snapshot.state as unknown as IsolationState;

/** Lets nothing in or out. */
export const isClosed = (g: QuarantineGroup): boolean => g.ingress === 0 && g.egress.length === 0;

const closedGroups = (s: IsolationState): ReadonlySet<string> =>
  new Set(s.quarantineGroups.filter(isClosed).map((g) => g.id));
const closedAcls = (s: IsolationState): ReadonlySet<string> =>
  new Set(s.quarantineAcls.filter((a) => !a.open).map((a) => a.id));

export const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((g, i) => g === b[i]);

/** Every interface has a closed quarantine group and no other. */
export function isIsolated(s: IsolationState): boolean {
  const closed = closedGroups(s);
  return s.interfaces.length > 0 && s.interfaces.every((i) => i.groups.length === 1 && closed.has(i.groups[0]!));
}

/** Whether tracked connections can be cut: an ACL covers the whole subnet, so only if nobody else is in it. */
export const canCut = (s: IsolationState): boolean => s.subnet !== null && s.subnet.alone && !isCut(s);
export const isCut = (s: IsolationState): boolean => s.subnet !== null && closedAcls(s).has(s.subnet.acl);

/**
 * What drift is judged by. Closed quarantine groups and ACLs go by what they are and not by id, so that the state to be
 * expected can be said before they exist.
 */
export function materialOf(snapshot: Snapshot): JsonObject {
  if (!snapshot.exists) return { exists: false };
  const s = stateOf(snapshot);
  const groups = closedGroups(s);
  return {
    exists: true,
    interfaces: Object.fromEntries(
      s.interfaces.map((i) => [i.id, i.groups.map((g) => (groups.has(g) ? 'quarantine' : g))]),
    ),
    networkAcl: s.subnet === null ? null : isCut(s) ? 'quarantine' : s.subnet.acl,
    made: { groups: s.quarantineGroups.length, acls: s.quarantineAcls.length },
  };
}

export function expectedOf(preImage: Snapshot): JsonObject {
  if (!preImage.exists) return { exists: false };
  const s = stateOf(preImage);
  return {
    exists: true,
    interfaces: Object.fromEntries(s.interfaces.map((i) => [i.id, ['quarantine']])),
    networkAcl: s.subnet === null ? null : canCut(s) || isCut(s) ? 'quarantine' : s.subnet.acl,
    made: {
      groups: s.quarantineGroups.length + (isIsolated(s) ? 0 : 1),
      acls: s.quarantineAcls.length + (canCut(s) ? 1 : 0),
    },
  };
}
