import { gzipSync } from 'node:zlib';
import type { PullGrant, PullMessage } from '../contracts/pull.ts';
import type { PulledIntakeApi } from '../contracts/rpc.ts';
import { RetryLater } from '../kit/consume.ts';
import { digestOf } from '../kit/crypto.ts';
import type { Failure, FailureCode } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import { objectId, type Begun, type Failing, type Hopeless, type Progress, type PullBook } from './book.ts';
import { AWAY_TRIES_MOST, TRIES_MOST, UNCOVERED_MOST_MS } from './limits.ts';
import { logKindOf } from './log-kind.ts';
import type { OpenFailure, OpenObject } from './open-object.ts';
import { readObject, type LogPiece, type ParserOf, type PullKind } from './read-object.ts';
import { BrokenObject } from './unpack.ts';

export interface PullDeps {
  readonly grant: (org: string, bucket: string, key: string) => Promise<Result<PullGrant, Failure>>;
  /** S3 refused these credentials: they are not used again. */
  readonly forget: (org: string, bucket: string, grant: PullGrant) => void;
  readonly book: (org: string, bucket: string) => PullBook;
  readonly open: (
    grant: PullGrant,
    object: { readonly bucket: string; readonly key: string; readonly etag?: string | undefined },
  ) => Promise<Result<OpenObject, OpenFailure>>;
  readonly parserOf: ParserOf;
  readonly accept: PulledIntakeApi['accept'];
  /** Gives an object an owner: it becomes a dead letter, from which it can be asked for again. */
  readonly dead: (message: PullMessage) => Promise<void>;
  /** True once in a while for a bucket: one letter says enough of many objects that no source covers. */
  readonly tellsOfRefusal: (org: string, bucket: string) => boolean;
  readonly now: () => number;
}

export type Outcome =
  | 'delivered'
  | 'known'
  | 'busy'
  | 'skipped'
  | 'replaced'
  | 'refused'
  | 'again'
  | 'overtaken'
  | 'dead';

/** The pipeline does not say when to come again. */
const FULL_RETRY_SECONDS = 30;
const PASSING: ReadonlySet<FailureCode> = new Set(['unavailable', 'too_fast', 'internal']);
/** The gate, AWS's STS or S3 cannot be asked now, or keyless access is stopped: half a minute, doubling to a quarter of an hour. */
const laterSeconds = (attempts: number): number => Math.min(900, 30 * 2 ** Math.min(10, Math.max(0, attempts - 1)));

/**
 * One announced object from S3 to the pipeline. From the moment that its book has it, the book sends it round again until it is
 * over, so that the announcement may be acknowledged whatever comes; throws only before. `attempts`: how often it has come, from 1.
 */
export async function pullObject(deps: PullDeps, message: PullMessage, attempts = 1): Promise<Outcome> {
  const { org, bucket, key } = message;
  const granted = await deps.grant(org, bucket, key);
  if (!granted.ok) return refused(deps, message, granted.error, attempts);
  const grant = granted.value;
  const book = deps.book(org, bucket);
  const kind = logKindOf(key);
  if ('skip' in kind) {
    await book.count(kind.skip);
    return 'skipped';
  }
  const found = await identified(deps, grant, message);
  if (!found.ok) {
    if (found.error.kind === 'denied') deps.forget(org, bucket, grant);
    if (attempts < attemptsOf[found.error.kind]) throw new RetryLater(found.error.reason, laterSeconds(attempts));
    await deps.dead({ ...message, reason: found.error.reason });
    return 'dead';
  }
  const { etag, opened } = found.value;
  const whole = { ...message, etag };
  const id = objectId(bucket, key, etag);
  const begun = await book.begin(id, whole);
  if (begun.state === 'yours') return new Pull(deps, book, grant, whole, id, kind.pull, begun).run(opened);
  await opened?.close();
  if (begun.state !== 'hopeless') return begun.state;
  return new Pull(deps, book, grant, whole, id, kind.pull, begun).giveUp(begun.reason);
}

/** How often an object without a tag is asked for, which no book counts: as often as one with a tag. */
const attemptsOf: Readonly<Record<OpenFailure['kind'], number>> = {
  gone: 1,
  never: 1,
  replaced: TRIES_MOST,
  denied: TRIES_MOST,
  later: AWAY_TRIES_MOST,
};
/** Half a minute, one, two, four: then who set the role up must look. */
const REFUSED_ATTEMPTS_MOST = 5;

async function refused(deps: PullDeps, message: PullMessage, why: Failure, attempts: number): Promise<Outcome> {
  if (message.held) return uncovered(deps, message, why.detail);
  if (why.code === 'not_found') {
    if (deps.tellsOfRefusal(message.org, message.bucket)) await deps.dead({ ...message, reason: why.detail });
    return 'refused';
  }
  const passes = why.code === 'unavailable' || why.code === 'internal';
  if (passes || attempts < REFUSED_ATTEMPTS_MOST)
    throw new RetryLater(`${why.code}: ${why.detail}`, why.retryAfterSeconds ?? laterSeconds(attempts));
  await deps.dead({ ...message, reason: why.detail });
  return 'dead';
}

/** What was on its way when its source or its role went: its book sends it round again, for a day and not for ever. */
async function uncovered(deps: PullDeps, message: PullMessage, reason: string): Promise<Outcome> {
  const { org, bucket, key, etag } = message;
  if (etag === undefined || deps.now() - message.announcedAt <= UNCOVERED_MOST_MS) return 'refused';
  const book = deps.book(org, bucket);
  const id = objectId(bucket, key, etag);
  const begun = await book.begin(id, message);
  if (begun.state !== 'yours' && begun.state !== 'hopeless') return begun.state;
  await deps.dead({ ...message, reason });
  return (await book.end(id, begun.fence, 'dead', begun)) ? 'dead' : 'overtaken';
}

/** The content's tag; of an announcement without one it is what is there now. */
async function identified(
  deps: PullDeps,
  grant: PullGrant,
  message: PullMessage,
): Promise<Result<{ etag: string; opened?: OpenObject }, OpenFailure>> {
  if (message.etag !== undefined) return { ok: true, value: { etag: message.etag } };
  const opened = await deps.open(grant, message);
  return opened.ok ? { ok: true, value: { etag: opened.value.etag, opened: opened.value } } : opened;
}

/** Another has taken the object over: this reader must not go on. */
class Overtaken extends Error {}
/** The pipeline takes nothing now. */
class Full extends Error {
  readonly failing: Failing;
  constructor(reason: string, waitSeconds: number) {
    super(reason);
    this.failing = { how: 'full', reason, waitMs: waitSeconds * 1_000 };
  }
}

/** One try of one object. */
class Pull {
  private readonly deps: PullDeps;
  private readonly book: PullBook;
  private readonly grant: PullGrant;
  private readonly message: PullMessage & { readonly etag: string };
  private readonly id: string;
  private readonly kind: PullKind;
  private readonly fence: number;
  private done: Progress;

  constructor(
    deps: PullDeps,
    book: PullBook,
    grant: PullGrant,
    message: PullMessage & { readonly etag: string },
    id: string,
    kind: PullKind,
    begun: Begun | Hopeless,
  ) {
    this.deps = deps;
    this.book = book;
    this.grant = grant;
    this.message = message;
    this.id = id;
    this.kind = kind;
    this.fence = begun.fence;
    this.done = { records: begun.records, pieces: begun.pieces };
  }

  async run(already: OpenObject | undefined): Promise<Outcome> {
    const opened = already ?? (await this.open());
    if (typeof opened === 'string') return opened;
    try {
      const records = await readObject(opened, {
        kind: this.kind,
        from: this.done.records,
        parserOf: this.deps.parserOf,
        now: this.deps.now,
        deliver: (piece) => this.deliver(piece),
        alive: () => this.hold(this.done),
      });
      const kept = await this.book.end(this.id, this.fence, 'delivered', { ...this.done, records });
      return kept ? 'delivered' : 'overtaken';
    } catch (cause) {
      if (cause instanceof Overtaken) return 'overtaken';
      if (cause instanceof BrokenObject) return await this.giveUp(cause.message, cause.place);
      const reason = cause instanceof Error ? cause.message : 'the object could not be read';
      return await this.tryAgain(cause instanceof Full ? cause.failing : { how: 'broken', reason });
    } finally {
      await opened.close();
    }
  }

  private async open(): Promise<OpenObject | Outcome> {
    const opened = await this.deps.open(this.grant, this.message);
    if (opened.ok) return opened.value;
    const { kind, reason } = opened.error;
    if (kind === 'replaced') {
      await this.book.end(this.id, this.fence, 'replaced', this.done);
      return 'replaced';
    }
    if (kind === 'gone' || kind === 'never') return this.giveUp(reason);
    if (kind === 'denied') this.deps.forget(this.message.org, this.message.bucket, this.grant);
    return this.tryAgain({ how: kind === 'denied' ? 'broken' : 'away', reason });
  }

  /**
   * The piece's id says what of which content it is: a piece that is handed in twice counts once. One that begins at the same record
   * and is longer, as after a deploy that cuts otherwise, is another; its records' own ids tell.
   */
  private async deliver(piece: LogPiece): Promise<void> {
    const { bucket, key, org, etag } = this.message;
    const { source: sourceId, accounts } = this.grant;
    const facts = {
      pulled: this.kind,
      object: `s3://${bucket}/${key}`,
      from: String(piece.from),
      ...(piece.fields === undefined ? {} : { fields: piece.fields }),
    };
    const reply = await this.deps.accept({
      v: 1,
      scope: { org, sourceId, kind: 'aws.s3', accounts },
      senderId: `s3-${digestOf([bucket, key, etag, piece.from, piece.records])}`,
      contentType: 'application/json',
      encoding: 'gzip',
      facts,
      receivedAt: this.deps.now(),
      // A copy of its own: zlib's buffers can be parts of larger ones.
      body: new Uint8Array(gzipSync(piece.text, { level: 1 })).buffer,
    });
    if (!reply.ok) {
      const { code, detail, retryAfterSeconds = FULL_RETRY_SECONDS } = reply.error;
      // What is refused for good is a person's: it would be handed in every half minute for ever.
      if (!PASSING.has(code)) throw new BrokenObject(`the pipeline answered ${code}: ${detail}`);
      throw new Full(`the pipeline answered ${code}: ${detail}`, retryAfterSeconds);
    }
    this.done = { records: piece.from + piece.records, pieces: this.done.pieces + 1 };
    await this.hold(this.done);
  }

  private async hold(progress: Progress): Promise<void> {
    if (!(await this.book.progress(this.id, this.fence, progress))) throw new Overtaken();
  }

  async giveUp(reason: string, place?: string): Promise<Outcome> {
    // The letter first: between the two it is written again, the other way round it would be lost.
    await this.deps.dead({ ...this.message, reason, ...(place === undefined ? {} : { place }) });
    return (await this.book.end(this.id, this.fence, 'dead', this.done)) ? 'dead' : 'overtaken';
  }

  private async tryAgain(failing: Failing): Promise<Outcome> {
    const next = await this.book.failed(this.id, this.fence, failing);
    return next === 'hopeless' ? this.giveUp(failing.reason) : next;
  }
}
