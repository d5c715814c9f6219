import { CustodyDesk } from '../../durable-objects/custodian/desk.ts';
import type { Report } from '../../src/contracts/agents.ts';
import type { StepJob } from '../../src/contracts/custody.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import type { Rpc, StepCredentialsApi } from '../../src/contracts/rpc.ts';
import type { Failure } from '../../src/kit/errors.ts';
import type { Result } from '../../src/kit/result.ts';
import type { Snapshot } from '../../src/respond/action.ts';
import type { CustodianApi } from '../../src/respond/custody/port.ts';
import type { CustodyRecord } from '../../src/respond/custody/state.ts';
import { TIMES } from '../../src/respond/custody/times.ts';
import { takeDeadJob, takeJob, type TakeDeps } from '../../src/respond/take-job.ts';
import type { AwsClient, AwsRequest } from '../../src/aws/types.ts';
import { Cloud } from './cloud.ts';
import { NO_SKEW, type Disturbance, type Mishap, type Point, type Skew, type What } from './points.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';

export type StepRequest = Parameters<StepCredentialsApi['forStep']>[0];

export interface UniverseOptions {
  readonly seed: unknown;
  readonly disturbances?: readonly Disturbance[] | undefined;
  readonly skew?: Skew | undefined;
  readonly permitKeys: Record<string, string>;
  /** The gate: by its own clock. */
  readonly credentials: (request: StepRequest, u: Universe) => Promise<Result<AwsCredentials, Failure>>;
  readonly onRelease?: () => void;
  /** Breaks a rule of custody on purpose, after every transition: the matrix must notice. */
  readonly sabotage?: Sabotage | undefined;
}

/** `seen`: the reading that came last. */
export type Sabotage = (record: CustodyRecord, seen: Snapshot | undefined) => void;

interface Message {
  readonly job: StepJob;
  visible: number;
  attempts: number;
}

/** What is under way; filled when it has begun, for it may stand still before. */
interface Run {
  task?: Promise<void>;
}

interface Place extends Sqlite {
  /** By the custodian's own clock, ms */
  alarm: number | undefined;
  desk: CustodyDesk | undefined;
}

/** Points at which it is the responder that stands still, and nobody waits for it. */
export const OF_RESPONDER: ReadonlySet<What> = new Set([
  'open',
  'credentials',
  'read',
  'intend',
  'send',
  'observe',
  'unread',
  'prove',
]);

/** A whole second, so that times read well. */
const START = Date.parse('2026-03-01T12:00:00Z');
/** As wrangler.toml has it. */
const RETRIES_MOST = 5;
const RETRY_MS = 1_000;
/** A consumer that died is noticed, and its message is delivered again. */
const VISIBILITY_MS = 3_000;

/** What a process that is no more waits for. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * Custody, its queue, the responder, the gate and AWS in one process and on one virtual clock. Processes die and come back
 * with what their SQLite holds; nothing else survives. Everything that passes between two parts is a {@link Point}, at
 * which one thing may go wrong.
 */
export class Universe {
  now = START;
  /** Nobody takes what the queue holds. */
  responderDown = false;
  readonly cloud: Cloud;
  readonly points: Point[] = [];
  readonly reports: Report[] = [];
  /** `fence:step` of each call that custody let go */
  readonly gos: {
    readonly fence: number;
    readonly direction: string;
    readonly step: string;
    readonly operation: string;
  }[] = [];
  readonly #options: UniverseOptions;
  readonly #skew: Skew;
  readonly #places = new Map<string, Place>();
  #queue: Message[] = [];
  #parked: { readonly at: number; readonly resume: () => void; readonly run: Run }[] = [];
  #generation = 0;
  #seen: Snapshot | undefined;
  #background = new Set<Promise<unknown>>();
  #die: () => void = () => undefined;
  #standStill: () => void = () => undefined;
  #run: Run = {};

  constructor(options: UniverseOptions) {
    this.#options = options;
    this.#skew = options.skew ?? NO_SKEW;
    this.cloud = new Cloud(options.seed, () => this.now);
  }

  close(): void {
    this.cloud.close();
    for (const place of this.#places.values()) place.close();
  }

  /** What a part's clock says. */
  clock(part: 'custody' | 'responder' | 'gate'): number {
    const since = this.now - START;
    const off = since >= this.#skew.from && since < this.#skew.until ? this.#skew[part] : 0;
    return this.now + off;
  }

  /** Lets one thing pass, unless it is here that something goes wrong. */
  async cross<T>(what: What, about: { step?: string; operation?: string }, run: () => Promise<T>): Promise<T> {
    const generation = this.#generation;
    const at = this.points.push({ what, step: about.step ?? '', operation: about.operation ?? '' }) - 1;
    const mishap = this.#mishapAt(at);
    if (mishap?.kind === 'kill' && mishap.when === 'before') return this.kill();
    if (mishap?.kind === 'refused') throw new Error(`${what} is not to be reached`);
    // For that very call: should it not be made, none of another service's takes its place.
    if (mishap?.kind === 'aws' && about.operation) this.cloud.fault({ ...mishap.fault, operation: about.operation });
    if (mishap?.kind === 'release') this.#options.onRelease?.();
    if (mishap?.kind === 'pause' && OF_RESPONDER.has(what)) {
      await this.#park(mishap.ms);
      if (generation !== this.#generation) return never();
    }
    const done = await run();
    if (generation !== this.#generation) return never();
    if (mishap?.kind === 'kill') return this.kill();
    if (mishap?.kind === 'lost answer') throw new Error(`the answer to ${what} was lost`);
    return done;
  }

  #mishapAt(at: number): Mishap | undefined {
    return this.#options.disturbances?.find((d) => d.at === at)?.mishap;
  }

  /** Every process stops. */
  kill<T>(): Promise<T> {
    this.#generation += 1;
    this.#background.clear();
    this.#parked = [];
    for (const place of this.#places.values()) place.desk = undefined;
    for (const message of this.#queue)
      if (!Number.isFinite(message.visible)) message.visible = this.now + VISIBILITY_MS;
    this.#die();
    return never();
  }

  #park(ms: number): Promise<void> {
    return new Promise((resume) => {
      this.#parked.push({ at: this.now + ms, resume, run: this.#run });
      this.#standStill();
    });
  }

  /** Runs something, or goes on with it, until it is done, dies or stands still. */
  async #until(begin: () => Promise<void>): Promise<void> {
    // Before anything of it runs: it may stop at its very first point.
    const dead = new Promise<'dead'>((resolve) => (this.#die = () => resolve('dead')));
    const parked = new Promise<'parked'>((resolve) => (this.#standStill = () => resolve('parked')));
    const run: Run = (this.#run = {});
    const task = (run.task = begin());
    if ((await Promise.race([task.then(() => 'done' as const), parked, dead])) === 'dead') return;
    // What was set going by it goes on until it is done, too.
    for (let ended = ''; ended !== 'dead' && this.#background.size > 0;)
      ended = await Promise.race([Promise.allSettled(this.#background).then(() => 'done' as const), dead]);
  }

  run(task: () => Promise<void>): Promise<void> {
    return this.#until(task);
  }

  #place(name: string): Place {
    const known = this.#places.get(name);
    if (known) return known;
    const fresh: Place = { ...openSqlite(), alarm: undefined, desk: undefined };
    this.#places.set(name, fresh);
    return fresh;
  }

  /** The custodian of that name, begun anew from its storage if its process died. */
  desk(name: string): CustodyDesk {
    const place = this.#place(name);
    if (place.desk) return place.desk;
    const generation = this.#generation;
    const alive = (): boolean => generation === this.#generation;
    const desk = new CustodyDesk({
      name,
      sql: place.sql,
      transaction: (run) =>
        place.transaction(() => {
          if (!alive()) throw new Error('this process is no more');
          const done = run();
          this.#sabotage(place);
          return done;
        }),
      setAlarm: (at) => {
        if (alive()) place.alarm = at;
        return alive() ? Promise.resolve() : never();
      },
      keep: (work) => {
        if (alive()) this.#keep(work);
        else work.catch(() => undefined);
      },
      steps: { send: (job) => this.cross('queue', { step: stepOf(job) }, () => this.#enqueue(job)) },
      reports: {
        send: (report) =>
          this.cross('report', {}, () => {
            this.reports.push(report);
            return Promise.resolve();
          }),
      },
      custodian: (other) => ({
        lock: (r) => this.cross('lock', {}, () => this.desk(other).lock(r)),
        unlock: (r) => this.cross('unlock', {}, () => this.desk(other).unlock(r)),
      }),
      permitKeys: () => Promise.resolve(this.#options.permitKeys),
      times: TIMES,
      now: () => this.clock('custody'),
    });
    place.desk = desk;
    this.#keep(desk.start());
    return desk;
  }

  #sabotage({ sql }: Place): void {
    const { sabotage } = this.#options;
    if (!sabotage) return;
    const row = sql.exec<{ record: string }>('SELECT record FROM custody WHERE id = 1').toArray()[0];
    if (!row) return;
    const record = JSON.parse(row.record) as CustodyRecord;
    sabotage(record, this.#seen);
    sql.exec('UPDATE custody SET record = ? WHERE id = 1', JSON.stringify(record));
  }

  record(name: string): CustodyRecord | undefined {
    const row = this.#place(name)
      .sql.exec<{ record: string }>(
        "SELECT record FROM custody WHERE id = 1 AND EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'custody')",
      )
      .toArray()[0];
    return row && (JSON.parse(row.record) as CustodyRecord);
  }

  /** What custody did, for whoever must find out why. */
  journal(name: string): readonly string[] {
    return this.#place(name)
      .sql.exec<{ at: number; input: string; phase: string; fence: number; step: string; detail: string }>(
        'SELECT * FROM journal ORDER BY revision',
      )
      .toArray()
      .map((j) => `${((j.at - START) / 1000).toFixed(1)}s ${j.input} → ${j.phase} #${j.fence} ${j.step} ${j.detail}`);
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => this.#background.delete(kept));
    this.#background.add(kept);
  }

  #enqueue(job: StepJob): Promise<void> {
    const mishap = this.#mishapAt(this.points.length - 1);
    if (mishap?.kind === 'lost message') return Promise.resolve();
    this.#queue.push({ job, visible: this.now, attempts: 0 });
    if (mishap?.kind === 'redelivered') this.#queue.push({ job, visible: this.now + mishap.afterMs, attempts: 0 });
    return Promise.resolve();
  }

  /** As the Worker wires it, with something that may go wrong at every call. */
  #responder(job: StepJob): TakeDeps {
    const step = stepOf(job);
    return {
      custodian: (name) => this.#custodianFor(name, step),
      credentials: (request) =>
        this.cross('credentials', { step: `${request.direction}:${request.step}` }, async () =>
          this.#options.credentials(request, this),
        ) as Rpc<AwsCredentials>,
      client: (keys) => this.#client(keys, step),
      now: () => this.clock('responder'),
      goValidMs: TIMES.goValidMs,
      log: () => undefined,
    };
  }

  #custodianFor(name: string, step: string): CustodianApi {
    const through =
      <A extends unknown[], T>(what: What, call: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        this.cross(what, { step }, () => call(...args));
    const desk = () => this.desk(name);
    return {
      acquire: (r) => desk().acquire(r),
      status: (r) => desk().status(r),
      release: (r) => desk().release(r),
      lock: (r) => desk().lock(r),
      unlock: (r) => desk().unlock(r),
      open: through('open', (fence: number) => desk().open(fence)),
      observe: through('observe', (a) => desk().observe(a)),
      unread: through('unread', (a) => desk().unread(a)),
      prove: through('prove', (a) => desk().prove(a)),
      intend: through('intend', async (a) => {
        this.#seen = a.snapshot;
        const answer = await desk().intend(a);
        if (answer.do === 'go')
          this.gos.push({
            fence: a.fence,
            direction: answer.direction,
            step: answer.step,
            operation: answer.request.operation,
          });
        return answer;
      }),
    };
  }

  #client(keys: AwsCredentials, step: string): AwsClient {
    const client = this.cloud.client(keys, () => this.clock('responder'));
    const past = (what: What, call: (r: AwsRequest) => ReturnType<AwsClient['send']>) => (request: AwsRequest) =>
      this.cross(what, { step, operation: request.operation }, () => call(request));
    return { send: past('send', (r) => client.send(r)), sendRead: past('read', (r) => client.sendRead(r)) };
  }

  async #deliver(message: Message): Promise<void> {
    const deps = this.#responder(message.job);
    const fate = await (message.attempts > RETRIES_MOST ? takeDeadJob(message.job, deps) : takeJob(message.job, deps));
    if (fate === 'ack') this.#queue = this.#queue.filter((m) => m !== message);
    else {
      message.attempts += 1;
      message.visible = this.now + RETRY_MS;
    }
  }

  /** Does what is due now, one thing; false if there is nothing. */
  async tick(): Promise<boolean> {
    this.cloud.catchUp();
    const woken = this.#parked.find((p) => p.at <= this.now);
    if (woken) {
      // Calls that it made side by side stood still together.
      const together = this.#parked.filter((p) => p.run === woken.run);
      this.#parked = this.#parked.filter((p) => p.run !== woken.run);
      await this.#until(() => {
        for (const p of together) p.resume();
        return woken.run.task ?? Promise.resolve();
      });
      return true;
    }
    const message = this.responderDown ? undefined : this.#queue.find((m) => m.visible <= this.now);
    if (message) {
      // Not seen by others while one has it; one that stands still is not waited for.
      message.visible = Number.POSITIVE_INFINITY;
      await this.run(() => this.#deliver(message));
      return true;
    }
    for (const [name, place] of this.#places) {
      if (place.alarm === undefined || place.alarm > this.clock('custody')) continue;
      place.alarm = undefined;
      let rung = false;
      const ring = async (): Promise<void> => {
        await this.cross('alarm', {}, () => this.desk(name).alarm());
        rung = true;
      };
      await this.run(() => ring().catch(() => undefined));
      // An alarm whose handler failed or died is rung again.
      if (!rung) place.alarm ??= this.clock('custody') + RETRY_MS * 2;
      return true;
    }
    return false;
  }

  /** When something is due next, ms; undefined if everything rests. */
  due(): number | undefined {
    const ahead = this.clock('custody') - this.now;
    const dues = [
      this.cloud.due(),
      ...this.#parked.map((p) => p.at),
      ...(this.responderDown ? [] : this.#queue.map((m) => m.visible).filter(Number.isFinite)),
      ...[...this.#places.values()].flatMap((p) => (p.alarm === undefined ? [] : [p.alarm - ahead])),
      // The moment at which a clock is put right moves everybody's alarms.
      ...[START + this.#skew.from, START + this.#skew.until].filter((t) => t > this.now && this.#skew !== NO_SKEW),
    ].filter((d) => d !== undefined);
    return dues.length === 0 ? undefined : Math.max(this.now, Math.min(...dues));
  }
}

const stepOf = (job: StepJob): string => `${job.direction}:${job.step}`;
