import { compilePath, type Walk } from '../compile/path.ts';
import { textOf } from '../compile/value.ts';
import type { Required } from './required.ts';

/** Fields that one key joins; a third would not thin the candidates any more. */
const MAX_FIELDS = 2;
/** A rule that lists more combinations than this is indexed by fewer fields. */
const MAX_KEYS = 512;
/** A record with more values than this in an indexed field (an attacker's array) is given every rule of the group. */
const MAX_VALUES = 16;
const SEPARATOR = '\u0000';

export interface Indexed {
  readonly required: Required;
}

interface Group<R> {
  readonly fields: readonly { readonly name: string; readonly dotted: boolean; readonly walk: Walk }[];
  readonly all: R[];
  readonly byKey: Map<string, R[]>;
}

/** Finds the few rules that a record could match: by the fields that most rules require, joined to one key. */
export class RuleIndex<R extends Indexed> {
  private readonly always: R[] = [];
  private readonly groups = new Map<string, Group<R>>();

  constructor(rules: readonly R[]) {
    const uses = new Map<string, number>();
    for (const rule of rules) for (const field of rule.required.keys()) uses.set(field, (uses.get(field) ?? 0) + 1);
    for (const rule of rules) this.add(rule, uses);
  }

  /** Candidates in no particular order; a rule may come twice if the record holds arrays. */
  candidates(record: Record<string, unknown>): R[] {
    const found = [...this.always];
    for (const group of this.groups.values()) collect(group, record, found);
    return found;
  }

  private add(rule: R, uses: ReadonlyMap<string, number>): void {
    const fields = [...rule.required.keys()]
      .toSorted((a, b) => uses.get(b)! - uses.get(a)! || (a < b ? -1 : 1))
      .slice(0, MAX_FIELDS);
    let keys = keysOf(rule.required, fields);
    while (keys.length > MAX_KEYS && fields.length > 1) {
      fields.pop();
      keys = keysOf(rule.required, fields);
    }
    if (fields.length === 0) {
      this.always.push(rule);
      return;
    }
    const name = fields.join(SEPARATOR);
    let group = this.groups.get(name);
    if (group === undefined) {
      const read = fields.map((f) => ({ name: f, dotted: f.includes('.'), walk: compilePath(f) }));
      group = { fields: read, all: [], byKey: new Map() };
      this.groups.set(name, group);
    }
    group.all.push(rule);
    for (const key of keys) {
      const bucket = group.byKey.get(key);
      if (bucket === undefined) group.byKey.set(key, [rule]);
      else bucket.push(rule);
    }
  }
}

const keysOf = (required: Required, fields: readonly string[]): readonly string[] =>
  fields.reduce<readonly string[]>(
    (keys, field, i) =>
      [...(required.get(field) ?? [])].flatMap((text) => keys.map((key) => (i === 0 ? text : key + SEPARATOR + text))),
    [''],
  );

function collect<R>(group: Group<R>, record: Record<string, unknown>, found: R[]): void {
  let keys: string[] | undefined;
  for (const field of group.fields) {
    const texts: string[] = [];
    const direct = field.dotted || !Object.hasOwn(record, field.name) ? undefined : record[field.name];
    if (typeof direct === 'string') texts.push(direct.toLowerCase());
    else {
      field.walk(record, (value) => {
        const text = textOf(value);
        if (text !== undefined) texts.push(text.toLowerCase());
        return texts.length > MAX_VALUES;
      });
    }
    if (texts.length === 0) return;
    if (texts.length > MAX_VALUES) {
      found.push(...group.all);
      return;
    }
    const before: readonly string[] | undefined = keys;
    keys = before === undefined ? texts : before.flatMap((key) => texts.map((text) => key + SEPARATOR + text));
  }
  for (const key of keys ?? []) {
    const bucket = group.byKey.get(key);
    if (bucket !== undefined) found.push(...bucket);
  }
}
