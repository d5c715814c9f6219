import type { Failure } from '../../kit/errors.ts';
import type { Framing, SourceLimits } from '../source.ts';
import { BytesFramer } from './bytes-framer.ts';
import { DocumentFramer } from './document-framer.ts';
import { LinesFramer } from './lines-framer.ts';
import { SequenceFramer } from './sequence-framer.ts';

/** What is found while a body goes by. */
export interface FrameSink {
  frame(value: unknown, at: () => string): void;
  reject(at: string, reason: string): void;
}

/** Reads a body piece by piece: holds the frame under way and what stands outside of lists, never the body. */
export interface Framer {
  /** Undefined while all is well; a failure ends the body. */
  push(bytes: Uint8Array): Failure | undefined;
  end(): Failure | undefined;
}

/** Text that honest records need for each value at least, on average, in bytes: CloudTrail takes 27. */
const BYTES_PER_VALUE = 16;
/**
 * Bounds of what a body may hold. Denser JSON is refused, since `[{},{},…` takes forty times its own length once it is parsed.
 */
export const valuesOf = (limits: SourceLimits): number => Math.ceil(limits.decompressedBytes / BYTES_PER_VALUE);

/** The reader of a framing. */
export function framerOf(framing: Framing, limits: SourceLimits, sink: FrameSink): Framer {
  if (framing.as === 'document') return new DocumentFramer(framing, limits, sink);
  if (framing.as === 'sequence') return new SequenceFramer(limits, sink, framing.check);
  if (framing.as === 'bytes') return new BytesFramer(framing, sink);
  return new LinesFramer(framing, limits, sink);
}
