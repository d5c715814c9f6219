import type { AwsRequest } from '../../../aws/types.ts';
import type { StepJob } from '../../../contracts/custody.ts';
import { unreachable } from '../../../kit/result.ts';
import { digestOf } from '../../../kit/crypto.ts';
import type { Action } from '../../action.ts';
import type { Op, Outcome } from '../state.ts';
import { TIMES, type Times } from '../times.ts';
import { CustodianDouble, opFor } from './custodian-double.ts';
import { carryOut, snapshotOf, toyAction, type Toy } from './toy-action.ts';

/** The proportions of a deployment, a hundred times faster, so that short walks get through whole lives. */
export const FAST: Times = {
  ...TIMES,
  jobTimeoutMs: 2_000,
  effectTimeoutMs: 5_000,
  goValidMs: 2_000,
  signatureLifetimeMs: 12_000,
  consistencyWindowMs: 2_000,
  consistencyPollMs: 500,
  absentGapMs: 1_000,
  resolvePollMs: 3_000,
  probeEveryMs: 20_000,
  backoffFirstMs: 200,
  backoffCapMs: 4_000,
};

/** Alarms and late landings within one stretch of time; far more than there can be. */
const EVENTS_MOST = 2_000;

/** How one call fares between the responder and AWS. */
export type Fate = 'answered' | 'answer-lost' | 'late' | 'dropped' | 'throttled' | 'expired';

/** How far back a reading looks, in changes, for each of the two things that it reads: 0 is the present. */
export interface Past {
  readonly flag: number;
  readonly items: number;
}
const PRESENT: Past = { flag: 0, items: 0 };

/**
 * Custody, a queue that loses and doubles, responders that stop anywhere, and an AWS that carries requests out late but
 * never after their signature lapsed, and whose replicas show the past for as long as custody's consistency window. People meddle,
 * and put right what they are asked to. Every move is chosen from outside; {@link check} holds after each.
 */
export class World {
  readonly toy: Toy = { flag: false, items: [] };
  readonly custody = new CustodianDouble(toyAction, FAST);
  readonly ops: Op[];
  readonly sent = new Set<string>();
  /** Requests that AWS has not carried out yet and may. */
  inFlight: { request: AwsRequest; until: number }[] = [];
  queue: StepJob[] = [];
  running: Generator<void, void, Fate>[] = [];
  /** What the next readings see. */
  past: Past = PRESENT;
  /** Since somebody changed the target; what custody believes of it may be wrong until it looks. */
  meddled = false;
  #history: { until: number; toy: Toy }[] = [];
  #preImage = '';

  constructor(operations: number) {
    const before = digestOf(toyAction.material(snapshotOf(this.toy)));
    this.ops = Array.from({ length: operations }, (_, n) => ({
      ...opFor(
        toyAction as Action,
        { name: 'x' },
        { n, preImageDigest: before, now: this.custody.now, leaseMs: 60_000 },
      ),
      // Two whose permits are soon over, one that means another change, some that are contained again when they drift.
      permitUntil: this.custody.now + (n % 3 === 0 ? 15_000 : 3_600_000),
      ...(n === 2 ? { change: digestOf('another') } : {}),
      ...(n % 2 === 1 ? { onDrift: 'reapply' as const } : {}),
    }));
  }

  /** What a responder does with a job, a stage at a time; the fate of its call is handed in. */
  *respond(job: StepJob): Generator<void, void, Fate> {
    const { custody } = this;
    const { op, pending: p } = custody.record;
    if (!op || p?.kind !== 'job' || p.fence !== job.fence || p.goAt !== undefined) return;
    const asOf = custody.now;
    yield;
    const snapshot = snapshotOf(this.#seen());
    const readAt = custody.now;
    let fate = yield;
    if (!custody.record.op) return;
    const { verdict } = custody.run({
      type: 'intend',
      fence: job.fence,
      asOf,
      snapshot,
      facts: custody.facts(snapshot),
    });
    if (verdict.do === 'prove') custody.run({ type: 'prove', fence: job.fence, proof: 'effective', detail: '' });
    if (verdict.do !== 'go') return;
    this.#checkGo(verdict.direction, verdict.step, job.fence);
    fate = yield;
    if (custody.now - readAt > custody.times.goValidMs) return;
    const outcome = this.#fare(verdict.request, fate);
    yield;
    custody.run({ type: 'observe', fence: job.fence, step: verdict.step, outcome });
  }

  /** What may be let go, and when. */
  #checkGo(direction: string, step: string, fence: number): void {
    const { record, now } = this.custody;
    const key = `${fence}:${step}`;
    if (this.sent.has(key)) throw new Error(`two goes under one fence: ${key}`);
    this.sent.add(key);
    if (direction === 'revert') {
      if (record.holders.length > 0) throw new Error('undone while somebody holds it');
      return;
    }
    if (record.holders.length === 0) throw new Error('a forward step after the last holder left');
    const payer = record.payer ?? record.op;
    const again =
      payer?.onDrift === 'reapply' && record.holders.some((h) => h.op.opId === payer.opId && h.leaseUntil > now);
    if (!payer || (payer.permitUntil <= now && !again)) throw new Error('a forward step after the permit lapsed');
  }

  #change(change: (toy: Toy) => void): void {
    this.#history.unshift({ until: this.custody.now, toy: structuredClone(this.toy) });
    change(this.toy);
  }

  /** The target as the replicas that are asked show it. */
  #seen(): Toy {
    const since = this.custody.now - this.custody.times.consistencyWindowMs;
    const shown = [this.toy, ...this.#history.filter((h) => h.until > since).map((h) => h.toy)];
    const at = (n: number): Toy => shown[Math.min(n, shown.length - 1)]!;
    return { flag: at(this.past.flag).flag, items: at(this.past.items).items };
  }

  /** Somebody takes the flag away. */
  meddle(): void {
    if (!this.toy.flag) return;
    this.meddled = true;
    this.#change((toy) => (toy.flag = false));
  }

  #fare(request: AwsRequest, fate: Fate): Outcome {
    switch (fate) {
      case 'answered':
        this.#change((toy) => carryOut(toy, request));
        return { kind: 'accepted' };
      case 'answer-lost':
        this.#change((toy) => carryOut(toy, request));
        return { kind: 'unknown', detail: fate };
      case 'late':
        this.inFlight.push({ request, until: this.custody.now + this.custody.times.signatureLifetimeMs });
        return { kind: 'unknown', detail: fate };
      case 'dropped':
        return { kind: 'unknown', detail: fate };
      case 'throttled':
      case 'expired':
        return { kind: 'rejected', error: fate, detail: fate };
      default:
        return unreachable(fate);
    }
  }

  /** Takes over what custody sent. */
  pump(): void {
    this.queue.push(...this.custody.jobs.splice(0));
  }

  /**
   * Lets time go by: alarms ring when they are due, and a late request that did not land before lands at the last
   * moment of its signature, which is the worst that can be.
   */
  pass(ms: number): void {
    const end = this.custody.now + ms;
    for (let n = 0; n < EVENTS_MOST; n++) {
      const late = [...this.inFlight].sort((a, b) => a.until - b.until)[0];
      const due = this.custody.due() ?? Infinity;
      const at = Math.min(due, late ? late.until - 1 : Infinity);
      if (at > end) {
        this.custody.now = Math.max(this.custody.now, end);
        this.pump();
        return;
      }
      this.custody.now = Math.max(this.custody.now, at);
      if (late && late.until - 1 <= at) this.land(this.inFlight.indexOf(late));
      else this.custody.run({ type: 'alarm' });
      this.check();
    }
    throw new Error('the alarm rings for ever');
  }

  start(at: number, keep: boolean): void {
    const job = this.queue[at % this.queue.length];
    if (!job) return;
    if (!keep) this.queue = this.queue.filter((j) => j !== job);
    this.running.push(this.respond(job));
  }

  advance(at: number, fate: Fate): void {
    const one = this.running[at % this.running.length];
    if (one?.next(fate).done) this.running = this.running.filter((r) => r !== one);
    this.pump();
  }

  /** A job from beginning to end without anything in between. */
  complete(at: number, keep: boolean, fate: Fate): void {
    const before = this.running.length;
    this.start(at, keep);
    while (this.running.length > before) this.advance(before, fate);
  }

  land(at: number): void {
    const one = this.inFlight[at % this.inFlight.length];
    if (!one) return;
    this.inFlight = this.inFlight.filter((r) => r !== one);
    this.#change((toy) => carryOut(toy, one.request));
  }

  /** What must hold at every moment. */
  check(): void {
    const { record } = this.custody;
    const fail = (what: string) => {
      throw new Error(`${what}: ${JSON.stringify({ toy: this.toy, phase: record.phase, fence: record.fence })}`);
    };
    if (this.toy.items.length > 1) fail('the effect stands twice');
    const preImage = record.preImage ? JSON.stringify(record.preImage) : '';
    if (preImage !== '' && this.#preImage !== '' && preImage !== this.#preImage) fail('the pre-image was stored again');
    this.#preImage = preImage;
    if (this.custody.due() === undefined && (record.phase !== 'idle' || record.waiting.length > 0))
      fail('it waits for nothing, and does not rest');
    if (record.preImage && JSON.stringify(record.preImage.state) !== '{"flag":false,"items":[]}')
      fail('the pre-image was overwritten');
    if (record.phase === 'held' && !this.meddled && !(this.toy.flag && this.toy.items.length === 1))
      fail('held, but not contained');
    if (record.phase === 'idle' && (this.toy.flag || this.toy.items.length > 0)) fail('released, but not as before');
    if (record.phase !== 'idle' && record.holders.length + record.leaving.length === 0) fail('an effect without owner');
  }

  /** Everything works from here on: lets all go and waits until custody rests. */
  rest(): void {
    this.running = [];
    this.past = PRESENT;
    for (let n = 0; n < 400; n++) {
      this.pump();
      // Who is asked what became of a target that somebody changed puts it as it was before.
      const { phase, holders } = this.custody.record;
      if (this.meddled && phase === 'contested' && holders.length === 0)
        this.#change((toy) => Object.assign(toy, { flag: false, items: [] }));
      for (const op of this.ops) {
        const state = this.custody.status(op.opId)?.state;
        if (state !== undefined && state !== 'released' && state !== 'reverting') this.custody.release(op);
      }
      this.pump();
      while (this.queue.length > 0) {
        this.start(0, false);
        while (this.running.length > 0) this.advance(0, 'answered');
      }
      this.check();
      const due = this.custody.due();
      if (this.custody.record.phase === 'idle' && this.custody.record.waiting.length === 0) {
        // Whatever was sent long ago has its last chance to do harm.
        this.pass(this.custody.times.signatureLifetimeMs);
        this.check();
        return;
      }
      if (due === undefined) throw new Error('custody waits for nothing, but does not rest');
      this.pass(Math.max(0, due - this.custody.now));
    }
    throw new Error(`custody does not come to rest: ${this.custody.record.phase} ${this.custody.record.detail}`);
  }
}
