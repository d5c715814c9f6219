import type { Failure } from '../../kit/errors.ts';
import type { Framing } from '../source.ts';
import type { Framer, FrameSink } from './framer.ts';
import { malformed, Pieces } from './pieces.ts';

/** The body as one frame. */
export class BytesFramer implements Framer {
  private readonly pieces = new Pieces();
  private readonly sink: FrameSink;
  private readonly check: ((body: Uint8Array) => Failure | undefined) | undefined;
  private readonly mayBeEmpty: boolean;

  constructor(framing: Extract<Framing, { as: 'bytes' }>, sink: FrameSink) {
    this.sink = sink;
    this.check = framing.check;
    this.mayBeEmpty = framing.empty === true;
  }

  push(bytes: Uint8Array): Failure | undefined {
    this.pieces.keep(bytes);
    return undefined;
  }

  end(): Failure | undefined {
    if (this.pieces.length === 0 && !this.mayBeEmpty) return malformed('the body is empty');
    const body = this.pieces.with(new Uint8Array());
    const failed = this.check?.(body);
    if (failed === undefined) this.sink.frame(body, () => 'body');
    return failed;
  }
}
