import type { Obj } from '../read-json.ts';

/** How a record's format is told by the fields that it always has. */
export interface Recogniser {
  readonly format: string;
  /** Cheap, and never true for another format's records. Reads own properties only (`textOf`, `Object.hasOwn`). */
  is(value: Obj): boolean;
}

/** Something that holds records of its own: an event's envelope, a list under a name. */
export interface Envelope {
  readonly name: string;
  is(value: Obj): boolean;
  /** What it holds with where; a string says what is wrong with it. */
  open(value: Obj): readonly Opened[] | string;
}
export interface Opened {
  readonly value: unknown;
  /** Appended to the place: `.detail`, `.Records[3]` */
  readonly at: string;
  /** Where the envelope says what its content is. */
  readonly format?: string;
}
