import { partitionOf } from '../../aws/arn.ts';
import { globalRegionOf } from '../../aws/region.ts';
import type { AgentId } from '../../contracts/common.ts';
import type { Entity } from '../../contracts/entity.ts';
import { Draft } from '../../contracts/plan.ts';
import type { IncidentState } from '../../incident/state.ts';
import { deterministicId } from '../../kit/ids.ts';
import type { Action, Place } from '../action.ts';
import { confidenceOf, surroundings, type Candidate } from './candidates.ts';

export interface ProposeInput {
  readonly state: IncidentState;
  readonly revision: number;
  /** `action target` of what an earlier round dealt with. */
  readonly covered: readonly string[];
  readonly actions: readonly Action[];
  /** Instead of each action's default. */
  readonly leaseMs?: number;
}

/** Vedette's own principals and resources are never targets; the lists that it is to fill are. */
const OWN = /(^|[/:])vedette-(?!blocked-)/i;
/** IAM is global: one key is one target, whichever region it was used in. */
const GLOBAL: ReadonlySet<Entity['type']> = new Set(['access_key', 'user', 'role', 'principal']);
/** Where a control against an address can be put: an address has no region, these have. */
const FOR_ADDRESS: ReadonlySet<Entity['type']> = new Set(['network_acl', 'ip_set']);

/** Whose word a draft rests on. */
function agentOf(c: Candidate): AgentId {
  if (c.discovered) return 'inspector';
  return c.findings.every((f) => f.kind === 'indicator') ? 'hunter' : 'planner';
}

function reasonOf({ made, findings, entity }: Candidate): string {
  const first = findings[0]?.title ?? 'seen in this incident';
  if (entity.type === 'ip')
    return `the attack came from this address in ${findings.length} findings, among them: ${first}`;
  return made ? `made by the attacker: ${first}` : `used in ${findings.length} findings, among them: ${first}`;
}

/** The regions in which an action on the entity can be, each with what is there. */
function placesOf(entity: Entity, around: readonly Entity[]): { region: string; entities: readonly Entity[] }[] {
  const own = entity.region ?? 'us-east-1';
  if (GLOBAL.has(entity.type)) return [{ region: globalRegionOf(own), entities: around }];
  const here = (region: string) => around.filter((e) => e.region === undefined || e.region === region);
  if (entity.type !== 'ip') return [{ region: own, entities: here(own) }];
  const regions = new Set(around.flatMap((e) => (FOR_ADDRESS.has(e.type) && e.region !== undefined ? [e.region] : [])));
  return [...regions].toSorted().map((region) => ({ region, entities: here(region) }));
}

/**
 * The drafts of an action on a candidate, one a target. `only` says which of what surrounds the candidate the action may
 * see. What does not fit the contract is left out: names and regions come out of events.
 */
export function draftsOf(
  input: ProposeInput,
  candidate: Candidate,
  action: Action,
  only: (e: Entity) => boolean = () => true,
): Draft[] {
  const { entity } = candidate;
  const { account } = entity;
  if (account === undefined || !/^[0-9]{12}$/.test(account)) return [];
  const around = surroundings(input.state, account).filter(only);
  return placesOf(entity, around).flatMap(({ region, entities }) => {
    const place: Place = { account, region, partition: partitionOf(region) };
    return action.paramsFor(entity, { entities: [entity, ...entities] }).flatMap((params) => {
      const target = action.target(params, place);
      if (OWN.test(target) || input.covered.includes(`${action.id} ${target}`)) return [];
      const draft = {
        opId: deterministicId('op', input.state.id, String(input.revision), action.id, target),
        spec: {
          action: action.id,
          account,
          region,
          params: params as Record<string, never>,
          target,
          locks: [...action.locks(params, place)],
        },
        reason: reasonOf(candidate).slice(0, 500),
        findings: candidate.findings.slice(0, 64).map((f) => f.id),
        confidence: confidenceOf(candidate),
        leaseMs: Math.min(action.lease.longestMs, input.leaseMs ?? action.lease.defaultMs),
        agent: agentOf(candidate),
      };
      return Draft.safeParse(draft).success ? [draft] : [];
    });
  });
}
