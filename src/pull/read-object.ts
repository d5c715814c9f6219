import type { Failure } from '../kit/errors.ts';
import { Cutter, type Piece } from './cutter.ts';
import { RECORD_MOST_BYTES, RENEW_MS } from './limits.ts';
import { BrokenObject, unpack } from './unpack.ts';
import type { PullKind } from './log-kind.ts';
import type { OpenObject } from './open-object.ts';

export type { PullKind };

/** What is found while an object goes by: the shape of ingest's framers, which the Worker hands in. */
export interface RecordSink {
  frame(value: unknown, at: () => string): void;
  reject(at: string, reason: string): void;
}
export interface PushParser {
  push(bytes: Uint8Array): Failure | undefined;
  end(): Failure | undefined;
}
export type ParserOf = (kind: PullKind, sink: RecordSink) => PushParser;

/** A piece with the names of a flow log's fields. */
export interface LogPiece extends Piece {
  readonly fields?: string;
}

export interface ReadOptions {
  readonly kind: PullKind;
  /** Records that were handed on before */
  readonly from: number;
  readonly parserOf: ParserOf;
  readonly now: () => number;
  /** Hands a piece on; throws if the reading must end. */
  readonly deliver: (piece: LogPiece) => Promise<void>;
  /** Called now and then while nothing is handed on. */
  readonly alive: () => Promise<void>;
}

/** Stands for a line that is no text; it fits no flow log's fields. */
const UNREADABLE = '\uFFFD';

/** A field's name in the first line of a flow log; https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const HEADER = /^[a-z][a-z0-9-]{0,63}(?: [a-z][a-z0-9-]{0,63}){1,99}$/;
/** Without either no line has a time, and each of millions would be rejected by itself. */
const TIMED = /(?:^| )(?:start|end)(?: |$)/;

/**
 * Reads an object from its first byte to its last, handing on what comes after `from` piece by piece; never more of it is in memory
 * than a chunk and a piece. Answers the number of its records. Throws {@link BrokenObject} with the place, and whatever
 * `deliver` and the connection throw.
 */
export async function readObject(object: OpenObject, options: ReadOptions): Promise<number> {
  const { kind, deliver } = options;
  const cutter = new Cutter(options.from);
  let fields: string | undefined;
  let sinceRecord = 0;
  const parser = options.parserOf(kind, {
    frame(value) {
      sinceRecord = 0;
      if (kind === 'cloudtrail') return cutter.add(() => JSON.stringify(value));
      const line = String(value);
      if (kind === 'vpcflow' && fields === undefined) fields = line.trim();
      else cutter.add(() => line);
    },
    // It stays a line: the pipeline rejects it with its place, and its neighbours keep theirs.
    reject() {
      sinceRecord = 0;
      cutter.add(() => UNREADABLE);
    },
  });
  const handOn = async (): Promise<void> => {
    if (fields !== undefined && !HEADER.test(fields))
      throw new BrokenObject('the first line does not name the fields of a flow log', placeOf(kind, 0));
    if (fields !== undefined && !TIMED.test(fields))
      throw new BrokenObject('the flow log has neither start nor end among its fields: add one', placeOf(kind, 0));
    for (let piece = cutter.take(); piece !== undefined; piece = cutter.take()) {
      await deliver(fields === undefined ? piece : { ...piece, fields });
      last = options.now();
    }
  };
  let last = options.now();
  for await (const bytes of unpack(object.body, object.bytes)) {
    sinceRecord += bytes.byteLength;
    const failed = parser.push(bytes);
    if (failed) throw new BrokenObject(failed.detail, placeOf(kind, cutter.seen));
    if (sinceRecord > RECORD_MOST_BYTES)
      throw new BrokenObject(`a record has more than ${RECORD_MOST_BYTES} bytes`, placeOf(kind, cutter.seen));
    await handOn();
    if (options.now() - last > RENEW_MS) {
      await options.alive();
      last = options.now();
    }
  }
  const failed = parser.end();
  // A connection that broke off unnoticed looks the same: it is tried again before anybody is asked.
  if (failed) throw new Error(`${failed.detail} (${placeOf(kind, cutter.seen)})`);
  cutter.end();
  await handOn();
  return cutter.seen;
}

const placeOf = (kind: PullKind, n: number): string => `${kind === 'cloudtrail' ? 'Records' : 'lines'}[${n}]`;
