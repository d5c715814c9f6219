import type { Entity } from '../../contracts/entity.ts';
import type { IncidentState, KeptFinding } from '../../incident/state.ts';
import { blockable } from '../cidr.ts';
import { isUsable, standingOf, STRONG } from './evidence.ts';

/** A thing that an action may be taken on, and what is known of it. */
export interface Candidate {
  /** With its account, and the region where it was seen. */
  readonly entity: Entity;
  readonly findings: readonly KeptFinding[];
  /** Made or taken over by the attacker, as against used. */
  readonly made: boolean;
  /** No finding names it: the inspector found it. */
  readonly discovered: boolean;
}

/** An entity as its finding places it; undefined if it lies in another account, of which the finding's sender may not speak. */
export function placed(raw: Entity, f: KeptFinding): Entity | undefined {
  if (raw.account !== undefined && raw.account !== f.account) return undefined;
  return {
    ...raw,
    ...(f.account === undefined ? {} : { account: f.account }),
    ...(raw.region === undefined && f.region !== undefined ? { region: f.region } : {}),
  };
}

/** Addresses of the organisation's own instances, as the inspector saw them: never blocked. */
const ownAddresses = (state: IncidentState): ReadonlySet<string> =>
  new Set((state.inspector?.discovered ?? []).filter((e) => e.type === 'ip' && e.of !== undefined).map((e) => e.id));

/** Whether an address can be an attacker's, and theirs alone as far as can be told. */
export const isAttackers = (state: IncidentState, e: Entity): boolean =>
  e.type === 'ip' &&
  e.role === 'source' &&
  !e.id.includes('/') &&
  blockable(e.id) !== undefined &&
  !ownAddresses(state).has(e.id);

/** Types of what the inspector finds in the attacker's hands; all else that it finds is where a control can be put. */
const IN_HANDS: ReadonlySet<Entity['type']> = new Set(['access_key', 'instance']);

export const keyOf = (e: Entity): string => `${e.type} ${e.account ?? ''} ${e.id}`;

/** Everything of the attacker's that findings or the inspector name, with the findings that it rests on. */
export function candidatesOf(state: IncidentState): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (entity: Entity, finding: KeptFinding, made: boolean, discovered: boolean): void => {
    const key = keyOf(entity);
    const known = found.get(key);
    found.set(key, {
      entity:
        known === undefined || (known.entity.name === undefined && entity.name !== undefined) ? entity : known.entity,
      findings: [...(known?.findings ?? []), finding],
      made: made || known?.made === true,
      discovered: discovered && known?.discovered !== false,
    });
  };
  for (const f of state.findings.filter(isUsable)) {
    for (const raw of f.entities) {
      const entity = placed(raw, f);
      const standing = entity && standingOf(entity, f);
      if (entity === undefined || standing === undefined) continue;
      if (entity.type === 'ip' && !isAttackers(state, entity)) continue;
      add(entity, f, standing === 'made', false);
    }
  }
  // What the inspector found in the attacker's hands rests on the strongest finding that is known: a weak one does not reach
  // to keys that no finding names.
  const strongest = state.findings
    .filter((f) => isUsable(f) && f.severity >= STRONG)
    .toSorted((x, y) => y.severity - x.severity)[0];
  const accounts = accountsOf(state);
  for (const e of state.inspector?.discovered ?? [])
    if (strongest !== undefined && IN_HANDS.has(e.type) && accounts.has(e.account)) add(e, strongest, true, true);
  return [...found.values()];
}

const accountsOf = (state: IncidentState): ReadonlySet<string | undefined> =>
  new Set(state.findings.filter(isUsable).map((f) => f.account));

/** Where a control can be put: AWS itself must have shown it to the inspector, for an event could name any. */
const SHOWN_ONLY: ReadonlySet<Entity['type']> = new Set(['network_acl', 'ip_set']);

/**
 * What surrounds an entity: other entities of usable findings and what the inspector discovered, of the same account.
 * Foreign principals that a role was made to trust have no account of their own here.
 */
export function surroundings(state: IncidentState, account: string): Entity[] {
  const found = new Map<string, Entity>();
  for (const f of state.findings.filter(isUsable)) {
    if (f.account !== account) continue;
    for (const raw of f.entities) {
      const e = placed(raw, f);
      if (e !== undefined && !SHOWN_ONLY.has(e.type)) found.set(`${keyOf(e)} ${e.of ?? ''}`, e);
    }
  }
  for (const e of state.inspector?.discovered ?? [])
    if (e.account === account) found.set(`${keyOf(e)} ${e.of ?? ''}`, e);
  return [...found.values()];
}

/** Whether what is known suffices: one strong finding or two medium ones; for what the attacker made, one that succeeded. */
export function suffices(c: Candidate): boolean {
  if (c.made) return c.findings.length > 0;
  const strong = c.findings.some((f) => f.severity >= STRONG);
  // An address is only ever lent: two weak hints do not make it the attacker's.
  return strong || (c.entity.type !== 'ip' && new Set(c.findings.map((f) => f.rule.id)).size >= 2);
}

/** 0 to 100: from the strongest finding's severity and confidence, raised by further rules that agree. */
export function confidenceOf(c: Candidate): number {
  const strongest = Math.max(...c.findings.map((f) => f.severity * 12 + f.confidence * 0.3));
  const rules = new Set(c.findings.map((f) => f.rule.id)).size;
  return Math.max(0, Math.min(100, Math.round(strongest + Math.min(20, (rules - 1) * 7))));
}
