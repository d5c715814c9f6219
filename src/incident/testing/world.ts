import type { Finding } from '../../contracts/finding.ts';
import type { CustodyStatus } from '../../contracts/custody.ts';
import type { Plan } from '../../contracts/plan.ts';
import { planMaterial } from '../../contracts/plan.ts';
import { digestOf } from '../../kit/crypto.ts';
import { deterministicId } from '../../kit/ids.ts';
import type { Effect, TimerChange } from '../effects.ts';
import type { IncidentEvent } from '../events.ts';
import { emptyState, reduce } from '../reduce.ts';
import type { IncidentState } from '../state.ts';

export const ORG = 'org_test';
export const INCIDENT = 'inc_test';
const T0 = 1_760_000_000_000;

/** A finding of severity `severity` about key number `n`. */
export function findingOf(n: number, severity = 4, more: Partial<Finding> = {}): Finding {
  const key = `AKIAEXAMPLE0000${String(n).padStart(5, '0')}`;
  return {
    v: 1,
    id: `fnd_${n}`,
    org: ORG,
    kind: 'rule',
    rule: { id: `rule-${n}`, title: 'Access key made', level: 'high' },
    title: 'Access key made',
    severity,
    confidence: 80,
    time: T0 + n,
    acceptedAt: T0,
    detectedAt: T0 + 1,
    source: 'aws.cloudtrail',
    delivery: 'dlv_1',
    eventId: `e${n}`,
    outcome: 'success',
    account: '111122223333',
    region: 'eu-central-1',
    techniques: ['T1098.001'],
    tactics: ['persistence'],
    entities: [{ type: 'access_key', id: key, role: 'actor', name: `user-${n}`, account: '111122223333' }],
    evidence: { n },
    foreignAccount: false,
    ...more,
  };
}

export interface Seen {
  readonly effect: Effect;
  /** Number of the event that caused it. */
  readonly by: number;
}

/** An incident outside of any storage: events in, and everything that came of them kept for judgement. */
export class World {
  state: IncidentState | undefined;
  now = T0;
  readonly events: IncidentEvent[] = [];
  readonly effects: Seen[] = [];
  readonly timers = new Map<string, number>();
  private count = 0;

  id(): string {
    return deterministicId('ev', 'world', String(this.count++));
  }

  /** Applies an event as the shell would: duplicates by id change nothing. */
  apply(event: IncidentEvent): void {
    if (this.events.some((e) => e.id === event.id)) return;
    const state = this.state ?? (event.type === 'finding_added' ? emptyState(event) : undefined);
    if (state === undefined) return;
    this.events.push(event);
    if (event.type === 'timer_fired') this.timers.delete(event.body.name);
    const reduction = reduce(state, event);
    this.state = reduction.state;
    for (const effect of reduction.effects) this.effects.push({ effect, by: this.events.length });
    for (const t of reduction.timers) this.setTimer(t);
  }

  private setTimer(t: TimerChange): void {
    if ('clear' in t) this.timers.delete(t.name);
    else this.timers.set(t.name, t.due);
  }

  do<T extends IncidentEvent['type']>(type: T, body: Extract<IncidentEvent, { type: T }>['body']): IncidentEvent {
    const event = { id: this.id(), type, at: this.now, body } as IncidentEvent;
    this.apply(event);
    return event;
  }

  find(finding: Finding): IncidentEvent {
    return this.do('finding_added', { org: ORG, incident: INCIDENT, finding });
  }

  /** Lets time pass until the timer of that name is due, and fires it. */
  fire(name: string): void {
    const due = this.timers.get(name);
    this.now = Math.max(this.now, due ?? this.now);
    this.do('timer_fired', { name });
  }

  of<K extends Effect['body']['kind']>(kind: K): Extract<Effect['body'], { kind: K }>[] {
    return this.effects
      .map((s) => s.effect.body)
      .filter((b): b is Extract<Effect['body'], { kind: K }> => b.kind === kind);
  }

  /** Whether the event of that number wrote a ledger line of that type. */
  recorded(by: number, type: string): boolean {
    return this.effects.some(
      (s) => s.by === by && s.effect.body.kind === 'ledger' && s.effect.body.entry.type === type,
    );
  }

  last<K extends Effect['body']['kind']>(kind: K): Extract<Effect['body'], { kind: K }> | undefined {
    return this.of(kind).at(-1);
  }
}

/** A preview of a target that is as the plan expects. */
export const PREVIEW = {
  at: T0,
  exists: true,
  alreadyDone: false,
  diff: [],
  dependents: [],
  tags: {},
  notes: [],
  reversibility: 'reversible' as const,
  preImageDigest: 'a'.repeat(64),
  expectedDigest: 'b'.repeat(64),
};

const STRATEGIES = {
  manual: () => ({ kind: 'manual' as const }),
  scheduled: (now: number) => ({
    kind: 'scheduled' as const,
    window: 'nights',
    name: 'Nights',
    timezone: 'UTC',
    opensAt: now + 60_000,
    closesAt: now + 3_600_000,
  }),
};

/** The gate's plan over what the incident asked it about. */
export function planFor(
  world: World,
  outcome: 'permit' | 'ask' | 'forbid',
  { nth = 0, strategy, escalateAt }: { nth?: number; strategy?: 'scheduled' | 'manual'; escalateAt?: number } = {},
): Plan | undefined {
  const asked = world.last('decide');
  if (asked === undefined || asked.drafts.length === 0) return undefined;
  const plan: Omit<Plan, 'digest'> = {
    v: 1 as const,
    id: `plan_${asked.revision}-${nth}`,
    org: ORG,
    incident: INCIDENT,
    revision: asked.revision,
    requestedBy: 'worker:supervisor',
    risk: asked.risk,
    actions: [...asked.drafts],
    decision: {
      outcome,
      approvalsNeeded: outcome === 'ask' ? 1 : 0,
      reasons: ['default'],
      policyVersion: '1',
      inputDigest: 'c'.repeat(64),
      ...(escalateAt === undefined ? {} : { escalateAt }),
    },
    ...(strategy === undefined || outcome === 'forbid' ? {} : { strategy: STRATEGIES[strategy](world.now) }),
    createdAt: world.now,
    expiresAt: world.now + 3_600_000,
  };
  return { ...plan, digest: digestOf(planMaterial(plan)) };
}

export const statusOf = (world: World, opId: string, change: Partial<CustodyStatus>): CustodyStatus => ({
  v: 1,
  opId,
  incident: INCIDENT,
  action: 'aws.iam.deactivate-access-key',
  target: 'arn',
  state: 'applying',
  proof: 'none',
  fence: 1,
  otherHolders: 0,
  at: world.now,
  ...change,
});
