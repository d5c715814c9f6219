import type { NotifiedPlan, NotifyJob } from '../contracts/agents.ts';
import { SEVERITY_BY_LEVEL, type Level } from '../contracts/common.ts';
import type { JsonObject } from '../kit/canonical.ts';
import { deterministicId } from '../kit/ids.ts';
import type { Effect, EffectBody, Reduction, TimerChange } from './effects.ts';
import type { IncidentEvent } from './events.ts';
import type { ActionRecord, IncidentState, PlanRecord } from './state.ts';

/** Severity from which people are told that there is an incident: high. */
const ANNOUNCE_FROM = SEVERITY_BY_LEVEL.high;
/** Controls that a notice carries (contracts/agents.ts). */
const CONTROLS_SHOWN = 16;

/** Collects what one event changes: a working copy of the state, effects and timers. Lives for one reduction. */
export class Step {
  state: IncidentState;
  readonly event: IncidentEvent;
  private readonly effects: Effect[] = [];
  private readonly timers: TimerChange[] = [];

  constructor(state: IncidentState, event: IncidentEvent) {
    this.state = state;
    this.event = event;
  }

  get at(): number {
    return this.event.at;
  }

  /** Takes optional parts out of the state: with `exactOptionalPropertyTypes` they cannot be set to nothing. */
  drop(...names: ('assignee' | 'merging' | 'releasedAt' | 'reopenedBy')[]): void {
    const rest: { -readonly [K in keyof IncidentState]: IncidentState[K] } = { ...this.state };
    for (const name of names) delete rest[name];
    this.state = rest;
  }

  set(change: Partial<IncidentState>): void {
    this.state = { ...this.state, ...change };
  }

  effect(body: EffectBody, discriminator = ''): void {
    this.effects.push({ id: deterministicId('ev', this.event.id, body.kind, discriminator), body });
  }

  timer(name: string, due: number): void {
    this.timers.push({ name, due });
  }

  clear(name: string): void {
    this.timers.push({ name, clear: true });
  }

  /** A line of the ledger; its id comes from the event, so that a replay writes none anew. */
  record(type: string, actor: string, body: JsonObject): void {
    const { id, org } = this.state;
    const entry = {
      v: 1 as const,
      id: deterministicId('entry', this.event.id, type, JSON.stringify(body)),
      org,
      chain: id,
      type,
      actor,
      at: this.at,
      body,
    };
    this.effect({ kind: 'ledger', entry }, entry.id);
  }

  /** `of`: the plan that the notice asks people about, or what became of one. */
  notify(
    event: NotifyJob['event'],
    lines: readonly string[],
    of: { plan?: NotifiedPlan; about?: NotifyJob['about'] } = {},
  ): void {
    const s = this.state;
    const seq = (s.notices ?? 0) + 1;
    this.set({ notices: seq });
    // One event may bring several notices, of one kind even: each is a job of its own.
    const job = deterministicId('job', s.id, event, this.event.id, String(seq));
    const notice: NotifyJob = {
      v: 1,
      job,
      org: s.org,
      incident: s.id,
      event,
      title: s.title.slice(0, 200),
      severity: s.severity,
      risk: s.risk,
      phase: s.phase,
      lines: lines.slice(0, 16).map((l) => l.slice(0, 300)),
      seq,
      controls: s.actions
        .slice(0, CONTROLS_SHOWN)
        .map((a) => ({ action: a.draft.spec.action, target: a.draft.spec.target, state: a.state })),
      ...(of.plan === undefined ? {} : { plan: of.plan }),
      ...(of.about === undefined ? {} : { about: of.about }),
      at: this.at,
    };
    this.effect({ kind: 'notify', job: notice }, job);
  }

  /** People hear of an incident once: when its severity first reaches high, be it by its first finding or a later one. */
  announce(severityBefore: Level): void {
    const { severity, title } = this.state;
    if (SEVERITY_BY_LEVEL[severityBefore] < ANNOUNCE_FROM && SEVERITY_BY_LEVEL[severity] >= ANNOUNCE_FROM)
      this.notify('opened', [title]);
  }

  /** Asks for a person, with the reason; nothing is parked in silence. */
  escalate(reason: string): void {
    const text = reason.slice(0, 300);
    if (this.state.escalations.includes(text)) return;
    this.set({ escalations: [...this.state.escalations, text].slice(-20) });
    this.record('escalated', 'worker:supervisor', { reason: text });
    this.notify('escalated', [text]);
  }

  /** Whether people were told of the incident by {@link announce}. */
  get announced(): boolean {
    return SEVERITY_BY_LEVEL[this.state.severity] >= ANNOUNCE_FROM;
  }

  /** A closed incident is open again. */
  reopen(actor: string, why: JsonObject): void {
    const { closedAt: _closed, closeReason: _reason, resolution: _resolution, ...rest } = this.state;
    this.state = rest;
    this.record('reopened', actor, why);
  }

  action(opId: string): ActionRecord | undefined {
    return this.state.actions.find((a) => a.draft.opId === opId);
  }

  setAction(opId: string, change: Partial<ActionRecord>): void {
    this.set({ actions: this.state.actions.map((a) => (a.draft.opId === opId ? { ...a, ...change } : a)) });
  }

  plan(id: string): PlanRecord | undefined {
    return this.state.plans.find((p) => p.id === id);
  }

  setPlan(id: string, change: Partial<PlanRecord>): void {
    this.set({ plans: this.state.plans.map((p) => (p.id === id ? { ...p, ...change } : p)) });
  }

  /** The event says something that cannot be here: kept in the log, without effect. */
  ignore(): void {
    this.set({ ignored: this.state.ignored + 1 });
  }

  done(): Reduction<IncidentState> {
    return { state: this.state, effects: this.effects, timers: this.timers };
  }
}
