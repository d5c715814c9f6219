/**
 * The notation of our extract of OCSF. An attribute is `name:type`; words are parted by white space, and a later word of the same
 * name takes the place of an earlier one.
 *
 * After the name `!` says required. Types: `s` string, `i` integer, `f` number, `b` boolean, `t` time in ms, `ip` address, `port`,
 * `mail`, `mac`, `uuid`, `hash` (hexadecimal), `j` any JSON, `o` any object, else the name of an object. `i{1-3,9}` is an
 * enumeration, in which 0 (unknown) and 99 (other) count always; `s{GET|PUT}` one of words. `*` says a list. `@cloud` says that the
 * attribute is there only if the event names that profile.
 */
export interface Attribute {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly list: boolean;
  readonly numbers?: ReadonlySet<number>;
  readonly words?: ReadonlySet<string>;
  readonly profile?: string;
}
export type Attributes = ReadonlyMap<string, Attribute>;

/** Facts of an object, as those of a class. */
export interface ObjectFacts {
  readonly attributes: string;
  readonly atLeastOne?: readonly string[];
  readonly justOne?: readonly string[];
}

export const UNKNOWN = 0;
export const OTHER = 99;
const ATTRIBUTE = /^([a-z0-9_]+)(!?):([a-z0-9_]+)(?:\{([^}]+)\})?(\*?)(?:@([a-z_]+))?$/;

/** `1-3,6` with unknown and other */
export function numbersOf(text: string): ReadonlySet<number> {
  const found = new Set([UNKNOWN, OTHER]);
  for (const part of text.split(',').filter((p) => p !== '')) {
    const [from, to] = part.split('-').map(Number);
    for (let n = from!; n <= (to ?? from!); n++) found.add(n);
  }
  return found;
}

const read = new Map<string, Attributes>();

/** The attributes that a text names. Throws on a word that is none, so that a slip is seen by the first test that runs. */
export function attributesOf(text: string): Attributes {
  const known = read.get(text);
  if (known) return known;
  const found = new Map<string, Attribute>();
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const match = ATTRIBUTE.exec(word);
    if (!match) throw new Error(`no attribute: ${word}`);
    const [, name, required, type, values, list, profile] = match;
    found.set(name!, {
      name: name!,
      required: required === '!',
      type: type!,
      list: list === '*',
      ...(values === undefined
        ? {}
        : type === 'i'
          ? { numbers: numbersOf(values) }
          : { words: new Set(values.split('|')) }),
      ...(profile === undefined ? {} : { profile }),
    });
  }
  read.set(text, found);
  return found;
}

/** Where the sender's own word stands if an enumeration says `other`: `type_id` → `type`, `classification_ids` → `classifications`. */
export function siblingOf(name: string): string | undefined {
  if (name === 'activity_id') return 'activity_name';
  if (name === 'category_ids') return 'categories';
  if (name.endsWith('_ids')) return `${name.slice(0, -'_ids'.length)}s`;
  return name.endsWith('_id') ? name.slice(0, -'_id'.length) : undefined;
}
