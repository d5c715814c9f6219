import { everyValue, MAX_ARRAYS, MAX_SEGMENTS } from './path.ts';
import type { Slot } from './slot.ts';

/** What is wanted of a key: its value itself, values inside it, or both. */
interface Entry {
  slot: Slot | undefined;
  /** The search is to see its values */
  searched: boolean;
  inside: Node | undefined;
  /** The key is several segments of these fields' names: they are fetched by the exact walk instead */
  spelled: Slot[] | undefined;
}

/** The wanted keys of an object. Records of one kind have their keys in one order: what the last record's n-th key was is kept. */
class Node {
  readonly byKey = new Map<string, Entry>();
  readonly keys: string[] = Array.from<string>({ length: LAYOUT_KEYS }).fill('');
  readonly entries: (Entry | undefined)[] = Array.from<Entry | undefined>({ length: LAYOUT_KEYS });
  /** Its text, if the search found nothing in it: most of a log's values were there an event ago */
  readonly texts: string[] = Array.from<string>({ length: LAYOUT_KEYS }).fill('');
}

/** Shown the values of the record while they are fetched. */
export interface Search {
  /** Shown every value, for keywords; else only those of fields. Returns true if it found something. */
  readonly everywhere: boolean;
  /** The fields in which something is sought */
  readonly slots: ReadonlySet<Slot>;
  value(value: unknown, slot: Slot | undefined): boolean;
}

const LAYOUT_KEYS = 40;
/** Longer texts are not kept. */
const TEXT_MAX_CHARS = 256;
// oxlint-disable-next-line typescript/unbound-method -- only ever called with `call`, which V8 makes free within for-in
const { hasOwnProperty } = Object.prototype;

/** Deeper objects hold no field (names have fewer segments); only keywords are sought there, without recursion. */
const MAX_LEVEL = 200;

const entryOf = (node: Node, key: string): Entry => {
  let entry = node.byKey.get(key);
  if (entry === undefined) {
    entry = { slot: undefined, searched: false, inside: undefined, spelled: undefined };
    node.byKey.set(key, entry);
  }
  return entry;
};

/**
 * One pass over a record that fetches every field of a set of rules: driven by the record's own keys, so that its cost does not
 * grow with the number of rules. Fields that are there are listed in `found`.
 */
export class Scan {
  readonly found: Slot[] = [];
  private readonly root: Entry = { slot: undefined, searched: false, inside: undefined, spelled: undefined };
  private readonly search: Search | undefined;
  private readonly everywhere: boolean;
  private readonly spelled = new Set<Slot>();

  /** What neither a field nor the search needs is not entered. */
  constructor(slots: readonly Slot[], search: Search | undefined) {
    this.search = search;
    this.everywhere = search?.everywhere === true;
    for (const slot of slots) this.want(slot);
  }

  run(record: unknown): void {
    this.clear();
    this.take(record, this.root, 0, 0);
    if (this.spelled.size === 0) return;
    for (const slot of this.spelled) {
      const known = slot.count > 0;
      slot.fill();
      if (!known && slot.count > 0) this.found.push(slot);
      if (this.search !== undefined) for (let i = 0; i < slot.count; i++) this.search.value(slot.valueAt(i), slot);
    }
    this.spelled.clear();
  }

  /** Lets go of the record. */
  clear(): void {
    for (const slot of this.found) slot.clear();
    this.found.length = 0;
  }

  private want(slot: Slot): void {
    const segments = slot.place.path.split('.');
    if (segments.length > MAX_SEGMENTS) return;
    let entry = this.root;
    for (let i = 0; i < segments.length; i++) {
      const node = (entry.inside ??= new Node());
      for (let end = i + 2; end <= segments.length; end++)
        (entryOf(node, segments.slice(i, end).join('.')).spelled ??= []).push(slot);
      entry = entryOf(node, segments[i]!);
    }
    entry.slot = slot;
    entry.searched = this.everywhere || this.search?.slots.has(slot) === true;
  }

  private take(value: unknown, entry: Entry, arrays: number, level: number): void {
    if (typeof value !== 'object' || value === null) {
      if (entry.slot !== undefined) {
        this.put(entry.slot, value);
        if (entry.searched) this.search!.value(value, entry.slot);
      } else if (this.everywhere) this.search!.value(value, undefined);
    } else if (Array.isArray(value)) {
      if (arrays < MAX_ARRAYS) for (const element of value) this.take(element, entry, arrays + 1, level + 1);
      else if (this.everywhere) this.rest(value);
    } else {
      if (entry.slot !== undefined) this.put(entry.slot, value);
      if (entry.inside !== undefined) this.enter(value, entry.inside, arrays, level);
      else if (this.everywhere) this.pass(value, level);
    }
    if (entry.spelled !== undefined) this.spell(entry.spelled);
  }

  private enter(object: object, node: Node, arrays: number, level: number): void {
    const { everywhere, search } = this;
    const { keys, entries, texts } = node;
    let place = 0;
    for (const key in object) {
      if (!hasOwnProperty.call(object, key)) continue;
      const value = (object as Record<string, unknown>)[key];
      let entry: Entry | undefined;
      if (keys[place] === key) entry = entries[place];
      else {
        entry = node.byKey.get(key);
        if (place < LAYOUT_KEYS) {
          keys[place] = key;
          entries[place] = entry;
          texts[place] = '';
        }
      }
      place++;
      if (typeof value === 'string') {
        const slot = entry?.slot;
        if (slot !== undefined) this.put(slot, value);
        if (slot === undefined ? everywhere : entry!.searched) {
          const known = place <= LAYOUT_KEYS && value.length <= TEXT_MAX_CHARS;
          if (!known || texts[place - 1] !== value) {
            const found = search!.value(value, slot);
            if (known && !found) texts[place - 1] = value;
          }
        }
        if (entry?.spelled !== undefined) this.spell(entry.spelled);
      } else if (entry !== undefined) this.take(value, entry, arrays, level + 1);
      else if (everywhere) this.pass(value, level + 1);
    }
  }

  /** Where no field is: only keywords are sought. */
  private pass(value: unknown, level: number): void {
    if (typeof value !== 'object' || value === null) this.search!.value(value, undefined);
    else if (level >= MAX_LEVEL) this.rest(value);
    else if (Array.isArray(value)) for (const element of value) this.pass(element, level + 1);
    else
      for (const key in value)
        if (hasOwnProperty.call(value, key)) this.pass((value as Record<string, unknown>)[key], level + 1);
  }

  private rest(value: unknown): void {
    everyValue(value, (inner) => {
      this.search!.value(inner, undefined);
      return false;
    });
  }

  private spell(slots: readonly Slot[]): void {
    for (const slot of slots) this.spelled.add(slot);
  }

  private put(slot: Slot, value: unknown): void {
    if (slot.count === 0) this.found.push(slot);
    slot.add(value);
  }
}
