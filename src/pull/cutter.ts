import { utf8 } from '../kit/bytes.ts';
import { PIECE_BYTES, PIECE_RECORDS } from './limits.ts';

export interface Piece {
  /** Number of its first record in the object, from 0 */
  readonly from: number;
  readonly records: number;
  /** A record a line */
  readonly text: string;
}

/**
 * Cuts an object's records into pieces: where, depends on the records and on where it begins, so that whoever goes on at the same
 * record cuts the same pieces again.
 */
export class Cutter {
  private lines: string[] = [];
  private bytes = 0;
  private from: number;
  private next = 0;
  private readonly ready: Piece[] = [];

  /** Leaves out the records before `from`. */
  constructor(from: number) {
    this.from = from;
  }

  /** A record of the object, in their order; `line` is asked for only if it is wanted. */
  add(line: () => string): void {
    if (this.next++ < this.from) return;
    const text = line();
    const bytes = utf8(text).byteLength + 1;
    if (this.lines.length > 0 && this.bytes + bytes > PIECE_BYTES) this.close();
    this.lines.push(text);
    this.bytes += bytes;
    if (this.lines.length >= PIECE_RECORDS || this.bytes >= PIECE_BYTES) this.close();
  }

  /** The next piece that is whole. */
  take(): Piece | undefined {
    return this.ready.shift();
  }

  /** What is left is a piece too. */
  end(): void {
    if (this.lines.length > 0) this.close();
  }

  /** Records that came by so far. */
  get seen(): number {
    return this.next;
  }

  private close(): void {
    const records = this.lines.length;
    this.ready.push({ from: this.from, records, text: this.lines.join('\n') });
    this.from += records;
    this.lines = [];
    this.bytes = 0;
  }
}
