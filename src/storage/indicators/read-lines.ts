import { createHash } from 'node:crypto';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** A list of a million lines has some 100 MB; what can be packed smaller is bounded all the same. */
export const LIST_MAX_BYTES = 200_000_000;
/** An indicator's fields are bounded to about a third of it. */
const LINE_MAX_CHARS = 16_384;

/** Lines of NDJSON out of a stream, many at a time, with what the stream was in the end. */
export class LineReader {
  private readonly sha256 = createHash('sha256');
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  private rest = '';
  private bytes = 0;

  /** SHA-256 of all bytes, in hex; once, at the end. */
  digest(): string {
    return this.sha256.digest('hex');
  }

  /** The lines that a chunk completes; errors: `too_large`, `malformed` (not UTF-8, an endless line). */
  take(chunk: Uint8Array): Result<string[], Failure> {
    this.bytes += chunk.byteLength;
    if (this.bytes > LIST_MAX_BYTES)
      return err(failure('too_large', `A list has at most ${LIST_MAX_BYTES} bytes; drop expired lines or notes.`));
    this.sha256.update(chunk);
    return this.decode(() => this.decoder.decode(chunk, { stream: true }));
  }

  /** The last line, if the text does not end with a line feed. */
  end(): Result<string[], Failure> {
    const lines = this.decode(() => this.decoder.decode());
    return lines.ok ? ok([...lines.value, this.rest]) : lines;
  }

  private decode(read: () => string): Result<string[], Failure> {
    let text: string;
    try {
      text = this.rest + read();
    } catch {
      return err(failure('malformed', 'The list is not UTF-8 text.'));
    }
    const lines = text.split('\n');
    this.rest = lines.pop()!;
    if (this.rest.length > LINE_MAX_CHARS)
      return err(failure('malformed', `A line has at most ${LINE_MAX_CHARS} characters; one indicator a line.`));
    return ok(lines);
  }
}
