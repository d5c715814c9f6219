import type { JsonObject } from '../../../../../kit/canonical.ts';
import type { Snapshot } from '../../../../action.ts';
import { overlaps, parseCidr, sameCidr } from '../../../../cidr.ts';

/** A rule of a network ACL. */
export interface Entry {
  /** Rules are tried in ascending order, and the first that matches decides. */
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** A protocol's number, `-1` for all */
  readonly protocol: string;
  readonly cidr: string;
}
export interface AclState {
  readonly entries: readonly Entry[];
  /** The block that is asked about */
  readonly cidr: string;
}

/** Numbers from here on are AWS's own: its last rule of IPv4, then that of IPv6. */
const FIRST_OF_AWS = 32_767;

/**
 * Rules that an ACL may have in each direction unless AWS was asked for more (40 at most); AWS's last ones count.
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
const RULES_BY_DEFAULT = 20;

export const stateOf = (snapshot: Snapshot): AclState => snapshot.state as unknown as AclState;
const entriesOf = (snapshot: Snapshot, egress: boolean): readonly Entry[] =>
  snapshot.exists ? stateOf(snapshot).entries.filter((e) => e.egress === egress) : [];

/** The lowest rule that lets anything of our block through; what comes before it decides. */
function firstAllow(snapshot: Snapshot, egress: boolean): number {
  const ours = parseCidr(stateOf(snapshot).cidr);
  const matching = entriesOf(snapshot, egress).filter((e) => {
    const theirs = parseCidr(e.cidr);
    // A rule that cannot be read is taken to match: rather too low a number than one that does nothing.
    return e.allow && (theirs === undefined || ours === undefined || overlaps(theirs, ours));
  });
  return Math.min(FIRST_OF_AWS, ...matching.map((e) => e.number));
}

/** Denies of exactly our block, for all protocols. */
export const denies = (snapshot: Snapshot, egress: boolean): readonly Entry[] =>
  entriesOf(snapshot, egress).filter(
    (e) => !e.allow && e.protocol === '-1' && sameCidr(parseCidr(e.cidr), parseCidr(stateOf(snapshot).cidr)),
  );

/** Whether such a deny comes before every rule that would let something of it through. */
export const isDenied = (snapshot: Snapshot, egress: boolean): boolean => {
  if (!snapshot.exists) return false;
  const allow = firstAllow(snapshot, egress);
  return denies(snapshot, egress).some((e) => e.number < allow);
};

/**
 * The number that a deny takes: the lowest free one, so that a rule that is added later does not come before it by
 * chance. Undefined if none is free below the first rule that allows.
 */
export function freeNumber(snapshot: Snapshot, egress: boolean): number | undefined {
  const taken = new Set(entriesOf(snapshot, egress).map((e) => e.number));
  let number = 1;
  while (taken.has(number)) number++;
  return number < firstAllow(snapshot, egress) ? number : undefined;
}

export const isFull = (snapshot: Snapshot, egress: boolean): boolean =>
  entriesOf(snapshot, egress).length >= RULES_BY_DEFAULT;

/** Denies that were not there before: rules have no tags to tell by. */
export function addedSince(preImage: Snapshot, now: Snapshot, egress: boolean): readonly Entry[] {
  const before = new Set(denies(preImage, egress).map((e) => e.number));
  return now.exists ? denies(now, egress).filter((e) => !before.has(e.number)) : [];
}

const word = (denied: boolean): string => (denied ? 'denied' : 'as the other rules say');

/** What drift is judged by. Not the number, which depends on what else is there. */
export const materialOf = (snapshot: Snapshot): JsonObject =>
  snapshot.exists
    ? { exists: true, ingress: word(isDenied(snapshot, false)), egress: word(isDenied(snapshot, true)) }
    : { exists: false };

export const expectedOf = (preImage: Snapshot): JsonObject =>
  preImage.exists ? { exists: true, ingress: word(true), egress: word(true) } : { exists: false };
