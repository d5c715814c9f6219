import { DurableObject } from 'cloudflare:workers';
import type { Finding } from '../../src/contracts/finding.ts';
import type { Comment, IncidentProjection } from '../../src/contracts/incident.ts';
import type { EffectBody } from '../../src/incident/effects.ts';
import { REDUCER_VERSION, type EventOf, type IncidentEvent } from '../../src/incident/events.ts';
import { redacted } from '../../src/incident/log.ts';
import { whyNotAbsorbing } from '../../src/incident/on/merge.ts';
import { whyNot } from '../../src/incident/refusals.ts';
import { replaySteps, type Replayed } from '../../src/incident/steps.ts';
import { project } from '../../src/incident/project.ts';
import { isNews } from '../../src/incident/on/custody.ts';
import { emptyState, reduce } from '../../src/incident/reduce.ts';
import { DAY_MS } from '../../src/kit/clock.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { drainOutbox, Outbox } from '../../src/kit/outbox.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { Timers } from '../../src/kit/timers.ts';
import type { IncidentEnv } from './deps.ts';
import { findingAdded, handOver } from './hand-over.ts';
import { inTime, perform, subjectOf } from './perform.ts';
import { sealed } from './sealed.ts';
import { IncidentStore } from './store.ts';

/** Tries of an effect before a person owns it: with backoff to a minute, about five minutes. */
const MAX_ATTEMPTS = 10;
/** Ledger lines of one such moment go together, off the path of the first write; a closed incident's go at once. */
const LEDGER_WINDOW_MS = 2_000;
/** The last projection is sent once more after this quiet time: a queue may have lost it. */
const SETTLE_MS = 5_000;
const SETTLE = 'settle';
/** Changes of this long a moment share one projection: people see it a little later, D1 is written far less. */
const PROJECT_AFTER_MS = 200;
/** Whoever asks for a merge waits this long to hear that it is through; it goes on without them. */
const MERGE_ANSWER_MS = 2_000;
/** Ledger lines of one call: small ones, far below the ledger's limits. */
const LEDGER_BATCH = 100;
/** Tried until they are taken or refused: the audit trail loses nothing to an outage, and half a merge would be none. */
const NEVER_GIVEN_UP: ReadonlySet<string> = new Set(['ledger', 'merge']);

const NOT_HERE = err(failure('not_found', 'there is no such incident in this organisation'));

/** One attack: its log, the state that the log adds up to, what must be done, and when to wake. A shell around `src/incident`. */
export class Incident extends DurableObject<IncidentEnv> {
  private readonly store: IncidentStore;
  private readonly timers: Timers;
  private readonly outbox: Outbox;
  private current: { seq: number; hash: string | undefined; state: IncidentState } | undefined;
  private draining: Promise<void> | undefined;
  /** When the alarm is known to fire; unknown after a start. */
  private armedFor: number | undefined;
  private projecting: Promise<void> | undefined;

  constructor(ctx: DurableObjectState, env: IncidentEnv) {
    super(ctx, env);
    this.store = new IncidentStore(ctx.storage.sql);
    this.timers = new Timers(ctx.storage.sql);
    this.outbox = new Outbox(ctx.storage.sql);
    if (this.store.exists()) {
      this.store.prepare();
      this.current = this.store.load();
      // A past-due alarm cannot be trusted to fire by itself after a restart.
      void ctx.blockConcurrencyWhile(() => this.arm());
    }
  }

  /**
   * Findings join the incident; answers once they are durable, with the row that people see. What was merged, or is being
   * merged, takes nothing and names the incident that does.
   */
  async addFindings(
    org: string,
    incident: string,
    findings: readonly Finding[],
  ): Promise<Result<{ projection: IncidentProjection } | { mergedInto: string }, Failure>> {
    if (this.current !== undefined && this.current.state.org !== org) return NOT_HERE;
    const elsewhere = this.elsewhere();
    if (elsewhere !== undefined) return ok({ mergedInto: elsewhere });
    const at = Date.now();
    await this.append(findings.map((finding) => findingAdded(org, incident, finding, at)));
    return ok({ projection: this.projection() });
  }

  /** A silent source speaks again. What was merged, or is being merged, names the incident that is to hear of it. */
  async sourceSpoke(
    org: string,
    event: EventOf<'source_spoke'>,
  ): Promise<Result<{ phase: string } | { mergedInto: string }, Failure>> {
    if (this.current?.state.org !== org) return NOT_HERE;
    const elsewhere = this.elsewhere();
    return elsewhere === undefined ? await this.record(org, [event]) : ok({ mergedInto: elsewhere });
  }

  /** Something that happened elsewhere; ids make it once. Events for an incident that never began are dropped. */
  async record(org: string, events: readonly IncidentEvent[]): Promise<Result<{ phase: string }, Failure>> {
    if (this.current?.state.org !== org) return NOT_HERE;
    await this.append(events);
    return ok({ phase: this.current.state.phase });
  }

  /** What a person asks for; `conflict` says what to do first. */
  async ask(org: string, event: IncidentEvent): Promise<Result<{ phase: string }, Failure>> {
    if (this.current?.state.org !== org) return NOT_HERE;
    const refusal = whyNot(this.current.state, event);
    if (refusal !== undefined) return err(failure('conflict', refusal));
    await this.append([event]);
    return ok({ phase: this.current.state.phase });
  }

  /**
   * Merges this incident into another one of its organisation. Once this answers, the merge goes on by itself whatever
   * crashes; the same again changes nothing.
   */
  async merge(org: string, event: EventOf<'merge_requested'>): Promise<Result<{ phase: string }, Failure>> {
    if (this.current?.state.org !== org) return NOT_HERE;
    const { into } = event.body;
    if (this.elsewhere() !== into) {
      const refusal = whyNot(this.current.state, event);
      if (refusal !== undefined) return err(failure('conflict', refusal));
      const other = await this.env.INCIDENT.getByName(into).absorbs(org);
      if (!other.ok) return other;
      // Somebody may have asked for the same while the other incident answered.
      const asked = this.elsewhere() === into ? ok(undefined) : await this.ask(org, event);
      if (!asked.ok) return asked;
    }
    const { promise: late, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, MERGE_ANSWER_MS);
    await Promise.race([this.drain(), late]);
    return ok({ phase: this.state().phase });
  }

  /** Whether another incident may be merged into this one; `conflict` says why not. */
  absorbs(org: string): Result<{ phase: string }, Failure> {
    if (this.current?.state.org !== org)
      return err(failure('not_found', 'the incident to merge into does not exist in this organisation'));
    const refusal = whyNotAbsorbing(this.current.state);
    return refusal === undefined ? ok({ phase: this.current.state.phase }) : err(failure('conflict', refusal));
  }

  /** The other side of a merge: takes findings of `from`, and with `last` notes that these were all. Idempotent. */
  async absorb(
    org: string,
    from: string,
    findings: readonly Finding[],
    last?: { actor: string; reason: string; findings: number },
  ): Promise<Result<{ phase: string }, Failure>> {
    if (this.current?.state.org !== org) return this.absorbs(org);
    const { id } = this.current.state;
    // It may have been closed since it was asked: what comes opens it again, as findings do.
    if (this.elsewhere() !== undefined) return this.absorbs(org);
    const at = Date.now();
    const events = findings.map((finding): IncidentEvent => findingAdded(org, id, finding, at));
    if (last !== undefined)
      events.push({
        id: deterministicId('ev', id, 'absorbed', from),
        type: 'absorbed',
        at,
        body: { incident: from, ...last },
      });
    await this.append(events);
    return ok({ phase: this.current.state.phase });
  }

  comments(org: string): Result<{ comments: Comment[] }, Failure> {
    return this.current?.state.org === org ? ok({ comments: this.store.comments() }) : NOT_HERE;
  }

  replay(org: string): Result<Replayed, Failure> {
    if (this.current?.state.org !== org) return NOT_HERE;
    return ok(replaySteps(this.store.log(), this.current.state, this.store.reducer()));
  }

  /** Custody says that something moved: the incident asks, for a report carries no truth. */
  async custodyMoved(org: string, opId: string): Promise<void> {
    const action =
      this.current?.state.org === org ? this.current.state.actions.find((a) => a.draft.opId === opId) : undefined;
    if (action === undefined) return;
    const answer = await this.env.CUSTODY.status({ v: 1, org, opId, spec: action.draft.spec });
    if (!answer.ok) return;
    const { fence, step, state, proof, leaseUntil } = answer.value;
    const id = deterministicId('ev', opId, String(fence), step ?? '', state, proof, String(leaseUntil ?? 0));
    await this.append([{ id, type: 'custody_reported', at: Date.now(), body: { status: answer.value } }]);
  }

  log(org: string): Result<
    {
      events: { seq: number; id: string; type: string; at: number; body: unknown; hash: string }[];
      reducer: string;
      state: unknown;
    },
    Failure
  > {
    if (this.current?.state.org !== org) return NOT_HERE;
    const events = this.store.log().map(({ seq, event, hash }) => ({
      seq,
      id: event.id,
      type: event.type,
      at: event.at,
      body: redacted(event).body as unknown,
      hash,
    }));
    return ok({ events, reducer: REDUCER_VERSION, state: this.current.state });
  }

  /**
   * Wakes the object: whatever is due is done. A cron calls it for those whose time has passed, and D1 is told when the
   * next time is: if what it believed was wrong, it would ask every minute and leave no room for those that need it.
   */
  async poke(): Promise<void> {
    if (this.current === undefined) return;
    await this.wake();
    await this.sendProjection();
  }

  override async alarm(): Promise<void> {
    if (this.current === undefined) return;
    // Armed first: whatever fails below, the object wakes again.
    this.armedFor = Date.now() + SETTLE_MS;
    await this.ctx.storage.setAlarm(this.armedFor);
    try {
      await this.wake();
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message.slice(0, 300) : 'unknown';
      console.error(
        JSON.stringify({ level: 'error', event: 'incident_alarm', incident: this.current.state.id, detail }),
      );
    }
  }

  private async wake(): Promise<void> {
    const now = Date.now();
    const due = this.timers.due(now);
    if (due.some((t) => t.name === SETTLE)) {
      this.timers.clear(SETTLE);
      await this.sendProjection();
    }
    const fired = due
      .filter((t) => t.name !== SETTLE)
      .map((t): IncidentEvent => ({
        // By its place in the log: it is taken once because its timer is cleared with it, and never mistaken for an earlier one.
        id: deterministicId('ev', this.state().id, 'timer', t.name, String(t.due), String(this.current?.seq)),
        type: 'timer_fired',
        at: now,
        body: { name: t.name },
      }));
    if (fired.length > 0) await this.append(fired);
    await this.drain();
    await this.settle();
  }

  /** The incident that takes this one's findings instead. */
  private elsewhere(): string | undefined {
    return this.current?.state.mergedInto ?? this.current?.state.merging;
  }

  private state(): IncidentState {
    if (this.current === undefined) throw new Error('the incident has not begun');
    return this.current.state;
  }

  private projection(): IncidentProjection {
    const nextDue = Math.min(this.timers.next() ?? Infinity, this.outbox.next() ?? Infinity);
    return project(this.state(), this.current?.seq ?? 0, Number.isFinite(nextDue) ? nextDue : undefined);
  }

  /** Custody's answers that say what is known already are no events: a hold of weeks would fill the log. */
  private isOld(event: IncidentEvent): boolean {
    return (
      event.type === 'custody_reported' && this.current !== undefined && !isNews(this.current.state, event.body.status)
    );
  }

  /** The one transaction: events that are new are appended and reduced; state, effects and timers stand or fall together. */
  private commit(events: readonly IncidentEvent[]): boolean {
    this.store.prepare();
    let changed = false;
    const before = this.current;
    try {
      this.ctx.storage.transactionSync(() => {
        for (const event of events) {
          if (this.store.has(event.id) || this.isOld(event)) continue;
          const previous =
            this.current ??
            (event.type === 'finding_added' ? { seq: 0, hash: undefined, state: emptyState(event) } : undefined);
          if (previous === undefined) continue;
          const seq = previous.seq + 1;
          const hash = this.store.append(seq, event, previous.hash);
          if (event.type === 'timer_fired') this.timers.clear(event.body.name);
          const { state, effects: made, timers } = reduce(previous.state, event);
          const effects = sealed(made, seq, hash);
          for (const e of effects)
            this.outbox.add(
              e.id,
              e.body.kind,
              e.body,
              e.body.kind === 'ledger' ? this.ledgerDue(event.at, state) : event.at,
            );
          for (const t of timers) {
            if ('clear' in t) this.timers.clear(t.name);
            else this.timers.set(t.name, t.due);
          }
          if (state.closedAt !== undefined) this.outbox.hasten('ledger', event.at);
          this.current = { seq, hash, state };
          changed = true;
        }
        if (changed && this.current !== undefined) {
          this.timers.set(SETTLE, Date.now() + SETTLE_MS);
          this.store.save(this.current.seq, REDUCER_VERSION, this.current.state);
        }
      });
    } catch (cause) {
      // The transaction is undone; so is what memory took from it.
      this.current = before;
      throw cause;
    }
    return changed;
  }

  /** {@link commit}, then what follows from it: the alarm, the effects that are due, and what people see. */
  private async append(events: readonly IncidentEvent[]): Promise<void> {
    const first = this.current === undefined;
    if (!this.commit(events)) return;
    await this.arm();
    // Only what is due now leaves now; a first finding has nothing but lines that may wait.
    if ((this.outbox.next() ?? Infinity) <= Date.now()) this.ctx.waitUntil(this.drain().then(() => this.arm()));
    if (!first) this.projectSoon();
  }

  /** The end of the window that `at` falls into; windows begin at the incident's opening, so that incidents do not flush together. */
  private ledgerDue(at: number, state: IncidentState): number {
    if (state.closedAt !== undefined) return at;
    return at + LEDGER_WINDOW_MS - (Math.max(0, at - state.openedAt) % LEDGER_WINDOW_MS);
  }

  /** One projection for what happens within a moment; if the object dies meanwhile, the settle timer sends it. */
  private projectSoon(): void {
    this.projecting ??= new Promise<void>((resolve) => setTimeout(resolve, PROJECT_AFTER_MS)).then(() => {
      this.projecting = undefined;
      return this.sendProjection();
    });
    this.ctx.waitUntil(this.projecting);
  }

  private async sendProjection(): Promise<void> {
    await this.env.PROJECTIONS.send({ v: 1, projection: this.projection() }).catch(() =>
      this.timers.set(SETTLE, Date.now() + SETTLE_MS),
    );
  }

  /** One drain at a time; effects added meanwhile are seen by its next turn. */
  private drain(): Promise<void> {
    this.draining ??= this.drainAll().finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  private async drainAll(): Promise<void> {
    for (let due = this.outbox.next(); due !== undefined && due <= Date.now(); due = this.outbox.next()) {
      await this.flushLedger();
      await drainOutbox({
        outbox: this.outbox,
        now: () => Date.now(),
        maxAttempts: MAX_ATTEMPTS,
        keep: NEVER_GIVEN_UP,
        perform: async (row) => {
          const body = JSON.parse(row.body) as EffectBody;
          if (NEVER_GIVEN_UP.has(row.kind) && row.attempts + 1 === MAX_ATTEMPTS)
            await this.append([this.stillTrying(row.kind)]);
          const outcome = await inTime(
            perform(
              {
                env: this.env,
                state: this.state(),
                findings: (n) => this.store.findings(n),
                handOver: (merge) => handOver(this.env.INCIDENT.getByName(merge.into), this.state(), this.store, merge),
                now: () => Date.now(),
              },
              row.id,
              body,
            ),
            row.kind,
          );
          if (outcome.length > 0) await this.append(outcome);
        },
        // In the same breath as the row's end: a crash between the two would leave an effect without outcome and owner.
        giveUp: (row, error) => {
          this.commit([
            {
              id: deterministicId('ev', row.id, 'effect_failed'),
              type: 'effect_failed',
              at: Date.now(),
              body: {
                effect: row.id,
                kind: row.kind,
                error: error.slice(0, 500),
                ...subjectOf(JSON.parse(row.body) as EffectBody),
              },
            },
          ]);
          this.projectSoon();
        },
      });
      await this.arm();
    }
  }

  /** A person hears once a day that the ledger takes nothing, or that a merge does not come through; both stay in the outbox. */
  private stillTrying(kind: string): IncidentEvent {
    const at = Date.now();
    const effect = deterministicId('ev', this.state().id, `${kind}-down`, String(Math.floor(at / DAY_MS)));
    return { id: effect, type: 'effect_failed', at, body: { effect, kind, error: 'tried for minutes' } };
  }

  /** Ledger lines that are due go in one call, in order. What fails comes again with its own backoff, and at last has an owner. */
  private async flushLedger(): Promise<void> {
    const rows = this.outbox.dueOf('ledger', Date.now(), LEDGER_BATCH);
    if (rows.length === 0) return;
    const entries = rows.map((r) => (JSON.parse(r.body) as Extract<EffectBody, { kind: 'ledger' }>).entry);
    const answer = await inTime(this.env.LEDGER.append({ v: 1, entries }), 'ledger').catch((cause: unknown) =>
      err(failure('unavailable', String(cause))),
    );
    // One by one, the outbox finds the line that is at fault and gives it an owner.
    if (!answer.ok) return;
    for (const row of rows) this.outbox.done(row.id);
  }

  /** Brings the alarm forward to the earliest timer or effect; asks storage only where memory does not know that it is set. */
  private async arm(): Promise<void> {
    const dues = [this.timers.next(), this.outbox.next()].filter((d) => d !== undefined);
    if (dues.length === 0) return;
    const next = Math.min(...dues);
    if (this.armedFor !== undefined && this.armedFor <= next && this.armedFor > Date.now()) return;
    this.armedFor = next;
    await this.ctx.storage.setAlarm(next);
  }

  /** After what was due is handled: the alarm exactly at what comes next, or none. */
  private async settle(): Promise<void> {
    const dues = [this.timers.next(), this.outbox.next()].filter((d) => d !== undefined);
    this.armedFor = dues.length === 0 ? undefined : Math.min(...dues);
    if (this.armedFor === undefined) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(this.armedFor);
  }
}
