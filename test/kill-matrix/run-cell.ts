import type { CustodyStatus } from '../../src/contracts/custody.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/kit/clock.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import type { Snapshot } from '../../src/respond/action.ts';
import type { Disturbance, Point, Skew } from './points.ts';
import { ORG, PLACE, Stage } from './stage.ts';
import type { Sabotage } from './universe.ts';

export interface Cell {
  /** A fixture's name */
  readonly action: string;
  readonly disturbances?: readonly Disturbance[] | undefined;
  readonly skew?: Skew | undefined;
  /** Who ends it: a person, or the lease. */
  readonly ending: 'release' | 'expiry';
  /** How long it is held before a person lets go, ms; absent: longer than the latest landing of a late request */
  readonly holdMs?: number;
  /** See {@link Sabotage}. */
  readonly sabotage?: Sabotage | undefined;
}

/** `asked`: it came to rest in a state that says why, a person was told, and AWS holds what the state says. */
export type End = 'once' | 'asked' | 'twice' | 'lost';

export interface Outcome {
  readonly end: End;
  readonly why: string;
  readonly points: readonly Point[];
  /** Carried-out calls of steps that must not be repeated, by operation */
  readonly counts: Readonly<Record<string, number>>;
  readonly held: string;
  readonly left: string;
  readonly journal: readonly string[];
}

/** What a run without mishaps leaves: nothing may be more than that. */
export type Model = Pick<Outcome, 'counts' | 'held' | 'left'>;

/** Longer than the latest landing of a late request. */
const HOLD_MS = 7 * MINUTE_MS;
const LEASE_MS = HOUR_MS;
const SHORT_LEASE_MS = 8 * MINUTE_MS;
/** A caller that got no answer asks again. */
const ASK_AGAIN_MS = 2 * SECOND_MS;
/** After the end: whatever was sent long ago has its chance to do harm. */
const AFTERMATH_MS = 40 * MINUTE_MS;
/** By then everything rests, one way or another: a person is asked, say. */
const PATIENCE_MS = 6 * HOUR_MS;
const EVENTS_MOST = 4_000;

const TERMINAL: ReadonlySet<CustodyStatus['state']> = new Set(['released', 'failed', 'drifted', 'gone']);

/** Contains, holds and releases, with one thing going wrong, and judges what came of it. */
export async function runCell(cell: Cell, model?: Model): Promise<Outcome> {
  const play = new Play(cell);
  try {
    return await play.run(model);
  } finally {
    play.stage.close();
  }
}

class Play {
  readonly stage: Stage;
  readonly #cell: Cell;
  #begin = 0;
  #faults: { end: 'twice' | 'lost'; why: string }[] = [];
  #heldAt: number | undefined;
  #heldCensus = '';
  #askAt = 0;
  #acquired = false;
  #released = false;
  #endedAt: number | undefined;

  constructor(cell: Cell) {
    this.#cell = cell;
    this.stage = new Stage(cell.action, {
      disturbances: cell.disturbances,
      skew: cell.skew,
      sabotage: cell.sabotage,
      onRelease: (stage) => {
        this.#released = true;
        const { spec, universe, custodian } = stage;
        void universe.desk(custodian).release({ org: ORG, opId: 'op_1', spec, reason: 'just then' });
      },
    });
  }

  async run(model?: Model): Promise<Outcome> {
    const { stage } = this;
    const u = stage.universe;
    this.#begin = u.now;
    stage.before = await stage.truth();
    const leaseMs = this.#cell.ending === 'expiry' ? SHORT_LEASE_MS : LEASE_MS;
    const request = await stage.acquireRequest({ leaseMs });
    let status: CustodyStatus | undefined;
    for (let n = 0; ; n++) {
      if (n > EVENTS_MOST) {
        this.#fault('lost', 'it does not come to rest');
        break;
      }
      if (!this.#acquired && u.now >= this.#askAt) await this.#ask('acquire', (d) => d.acquire(request));
      if (this.#acquired && !this.#released && this.#wantsRelease() && u.now >= this.#askAt)
        await this.#ask('release', (d) => d.release({ org: ORG, opId: 'op_1', spec: stage.spec, reason: 'a person' }));
      const answer = await u.desk(stage.custodian).status({ org: ORG, opId: 'op_1' });
      status = answer.ok ? answer.value : undefined;
      await this.#look(status);
      if (await u.tick()) continue;
      const until = this.#next();
      if (until !== undefined && u.now >= until) break;
      const due = Math.min(u.due() ?? Number.POSITIVE_INFINITY, until ?? Number.POSITIVE_INFINITY, this.#wish());
      if (!Number.isFinite(due)) {
        this.#fault('lost', `it waits for nothing: ${status?.state ?? 'unknown'}`);
        break;
      }
      u.now = Math.max(u.now, due);
    }
    return this.#judge(status, model);
  }

  /** When the run is over, ms; undefined while nobody can say. */
  #next(): number | undefined {
    if (this.#endedAt !== undefined) return this.#endedAt + AFTERMATH_MS;
    return this.#begin + PATIENCE_MS;
  }

  /** When the incident itself wants to do something. */
  #wish(): number {
    const u = this.stage.universe;
    if (!this.#acquired) return this.#askAt;
    if (this.#released || this.#endedAt !== undefined) return Number.POSITIVE_INFINITY;
    if (this.#wantsRelease()) return Math.max(this.#askAt, u.now);
    return this.#heldAt !== undefined && this.#cell.ending === 'release'
      ? this.#heldAt + (this.#cell.holdMs ?? HOLD_MS)
      : Number.POSITIVE_INFINITY;
  }

  #wantsRelease(): boolean {
    return (
      this.#cell.ending === 'release' &&
      this.#heldAt !== undefined &&
      this.#endedAt === undefined &&
      this.stage.universe.now >= this.#heldAt + (this.#cell.holdMs ?? HOLD_MS)
    );
  }

  /** Asks custody as the incident's outbox does: again and again until there is an answer. */
  async #ask(
    what: 'acquire' | 'release',
    call: (
      desk: ReturnType<Stage['universe']['desk']>,
    ) => Promise<{ ok: boolean; error?: { code: string; detail: string } }>,
  ): Promise<void> {
    const u = this.stage.universe;
    this.#askAt = u.now + ASK_AGAIN_MS;
    if (what === 'release') await this.#checkContained('when it is released');
    await u.run(async () => {
      try {
        const answer = await u.cross(what, {}, async () => call(u.desk(this.stage.custodian)));
        if (!answer.ok && answer.error?.code === 'unavailable') return;
        if (!answer.ok) this.#fault('lost', `${what} was refused: ${answer.error?.detail ?? ''}`);
        if (what === 'acquire') this.#acquired = true;
        else this.#released = true;
      } catch {
        // asked again
      }
    });
  }

  async #look(status: CustodyStatus | undefined): Promise<void> {
    const u = this.stage.universe;
    const { preImage } = u.record(this.stage.custodian) ?? {};
    if (
      preImage &&
      digestOf(this.stage.action.material(preImage)) !== digestOf(this.stage.action.material(this.stage.before))
    )
      this.#fault('lost', 'the pre-image did not survive');
    if (status?.state === 'held' && this.#heldAt === undefined) {
      this.#heldAt = u.now;
      this.#heldCensus = JSON.stringify(u.cloud.census());
      await this.#checkContained('when custody says so');
    }
    if (status && TERMINAL.has(status.state)) this.#endedAt ??= u.now;
    else this.#endedAt = undefined;
  }

  async #checkContained(when: string): Promise<void> {
    const { action, before, params } = this.stage;
    const found = action.material(await this.stage.truth());
    const answer = await this.stage.universe.desk(this.stage.custodian).status({ org: ORG, opId: 'op_1' });
    if (!answer.ok || answer.value.state !== 'held') return;
    if (digestOf(found) !== digestOf(action.expected(before, params, PLACE)))
      this.#fault('lost', `held, but AWS holds ${JSON.stringify(found)} ${when}`);
  }

  #fault(end: 'twice' | 'lost', why: string): void {
    this.#faults.push({ end, why });
  }

  #isRestored(found: Snapshot): boolean {
    const { action, before, params } = this.stage;
    const good = [action.material(before), ...(action.restored ? [action.restored(before, params, PLACE)] : [])];
    return good.some((m) => digestOf(m) === digestOf(action.material(found)));
  }

  async #judge(status: CustodyStatus | undefined, model: Model | undefined): Promise<Outcome> {
    const { stage } = this;
    const u = stage.universe;
    const restored = this.#isRestored(await stage.truth());
    const counts = this.#counts();
    const left = JSON.stringify(u.cloud.census());
    const twice = u.gos.find((g, i) => u.gos.findIndex((x) => x.fence === g.fence && x.step === g.step) !== i);
    if (twice) this.#fault('twice', `two goes under fence ${twice.fence} for ${twice.step}`);
    if (model) {
      for (const [operation, n] of Object.entries(counts))
        if (n > (model.counts[operation] ?? 0)) this.#fault('twice', `${operation} was carried out ${n} times`);
      if (this.#heldCensus !== '' && this.#heldCensus !== model.held)
        this.#fault('twice', `held with ${this.#heldCensus}, not ${model.held}`);
    }
    const ended = status !== undefined && TERMINAL.has(status.state);
    if (ended && !restored) this.#fault('lost', `${status.state}, but AWS does not hold what was before`);
    if (ended && model && left !== model.left && this.#heldAt !== undefined)
      this.#fault('lost', `${status.state}, and left ${left}, not ${model.left}`);
    if (!ended) {
      const told = u.reports.some((r) => r.kind === 'custody' && r.opId === 'op_1');
      if (status?.state !== 'contested' || !status.detail || !told)
        this.#fault('lost', `in the end it is ${status?.state ?? 'not known'}: ${status?.detail ?? 'no reason'}`);
    }
    const wanted =
      this.#cell.disturbances?.some((d) => d.mishap.kind === 'release') === true || this.#heldAt !== undefined;
    const worst = this.#faults.find((f) => f.end === 'twice') ?? this.#faults[0];
    const whole = status?.state === 'released' && wanted;
    return {
      end: worst?.end ?? (whole ? 'once' : 'asked'),
      why: worst?.why ?? (whole ? '' : `${status?.state ?? ''}: ${status?.detail ?? ''}`),
      points: u.points,
      counts,
      held: this.#heldCensus,
      left,
      journal: u.journal(stage.custodian),
    };
  }

  /** How often calls that must not be repeated were carried out. */
  #counts(): Record<string, number> {
    const { action, universe: u } = this.stage;
    const once = new Set(
      u.gos
        .filter(
          (g) =>
            (g.direction === 'forward' ? action.steps : action.revert).find((s) => s.id === g.step)?.kind !==
            'idempotent',
        )
        .map((g) => g.operation),
    );
    const counts: Record<string, number> = {};
    for (const call of u.cloud.calls())
      if (call.carriedOut && once.has(call.operation)) counts[call.operation] = (counts[call.operation] ?? 0) + 1;
    return counts;
  }
}
