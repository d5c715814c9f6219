import type { Failure } from '../../kit/errors.ts';
import type { Framer, FrameSink } from './framer.ts';
import { malformed, Pieces } from './pieces.ts';

/** The body as one frame. */
export class BytesFramer implements Framer {
  private readonly pieces = new Pieces();
  private readonly sink: FrameSink;

  constructor(sink: FrameSink) {
    this.sink = sink;
  }

  push(bytes: Uint8Array): Failure | undefined {
    this.pieces.keep(bytes);
    return undefined;
  }

  end(): Failure | undefined {
    if (this.pieces.length === 0) return malformed('the body is empty');
    this.sink.frame(this.pieces.with(new Uint8Array()), () => 'body');
    return undefined;
  }
}
