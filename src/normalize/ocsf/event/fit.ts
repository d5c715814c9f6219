import { isFields, time } from '../../read.ts';
import type { Fields } from '../../read.ts';
import { attributesOf, OTHER, siblingOf, UNKNOWN } from '../../schema/notation.ts';
import type { Attribute, Attributes, ObjectFacts } from '../../schema/notation.ts';
import { OBJECTS } from '../../schema/objects.ts';
import { isScalar, problemOfValue } from '../../schema/values.ts';

/** A value parted into what the schema knows, and what it does not. */
interface Parted<T = unknown> {
  readonly kept?: T;
  readonly left?: unknown;
}
/** Profiles that the event has, what stands for what it must have, and how deep the walk is. */
export interface Walk {
  readonly profiles: ReadonlySet<string>;
  readonly standIns?: Fields;
  readonly depth: number;
}
type Rules = Pick<ObjectFacts, 'atLeastOne' | 'justOne'>;

const TEXT_MAX = 2_000;
const LIST_MAX = 200;
/** The schema's objects contain each other without end. */
const DEPTH_MAX = 12;
/** OCSF's own word for `other`, where the sender has none. */
const OTHER_WORD = 'Other';

function fitList(attribute: Attribute, value: unknown, walk: Walk): Parted {
  if (!Array.isArray(value)) return { left: value };
  const parts = value.slice(0, LIST_MAX).map((one: unknown) => fitValue({ ...attribute, list: false }, one, walk));
  const kept = parts.flatMap((part) => (part.kept === undefined ? [] : [part.kept]));
  // Parts of a list say nothing without their places: the whole of it is kept aside.
  const isWhole = value.length <= LIST_MAX && parts.every((part) => part.left === undefined);
  return isWhole ? { kept } : { ...(kept.length > 0 ? { kept } : {}), left: value };
}

/** A value as one of an attribute. Nothing is made of a null, and times in other units become ms. */
export function fitValue(attribute: Attribute, value: unknown, walk: Walk): Parted {
  if (value === null || value === undefined) return {};
  if (attribute.list) return fitList(attribute, value, walk);
  if (Object.hasOwn(OBJECTS, attribute.type)) {
    const { attributes, ...rules } = OBJECTS[attribute.type]!;
    return fitObject(attributesOf(attributes), rules, value, walk);
  }
  // Of an object without facts nothing can be said.
  if (!isScalar(attribute.type)) return { left: value };
  let given: unknown = value;
  if (attribute.type === 't' && problemOfValue(attribute, value) !== undefined) given = time(value);
  if (problemOfValue(attribute, given) !== undefined) return { left: value };
  return { kept: typeof given === 'string' ? given.slice(0, TEXT_MAX) : given! };
}

/** Other wants a word beside it. */
function nameOther(kept: Record<string, unknown>, known: Attributes): void {
  for (const [name, value] of Object.entries(kept)) {
    const sibling = siblingOf(name);
    if (sibling === undefined || !(value === OTHER || (Array.isArray(value) && value.includes(OTHER)))) continue;
    if (kept[sibling] === undefined) kept[sibling] = known.get(sibling)?.list === true ? [OTHER_WORD] : OTHER_WORD;
  }
}

/** Whether all is there that must be, after what can stand for it does. */
function complete(kept: Record<string, unknown>, known: Attributes, rules: Rules, standIns: Fields = {}): boolean {
  const has = (name: string): boolean => {
    if (kept[name] === undefined && Object.hasOwn(standIns, name)) kept[name] = standIns[name];
    return kept[name] !== undefined;
  };
  for (const { name, required, numbers, list } of known.values()) {
    if (!required || has(name)) continue;
    if (numbers === undefined || list) return false;
    kept[name] = UNKNOWN;
  }
  const { atLeastOne, justOne } = rules;
  if (atLeastOne && !atLeastOne.some((name) => kept[name] !== undefined) && !atLeastOne.some(has)) return false;
  return justOne === undefined || justOne.some((name) => kept[name] !== undefined);
}

/** An object as the schema knows it; where it can not be one, all of it is left. */
export function fitObject(
  known: Attributes,
  rules: Rules,
  value: unknown,
  walk: Walk,
): Parted<Record<string, unknown>> {
  if (!isFields(value) || walk.depth > DEPTH_MAX) return { left: value };
  const kept: Record<string, unknown> = {};
  const left: [string, unknown][] = [];
  const inner: Walk = { profiles: walk.profiles, depth: walk.depth + 1 };
  for (const [name, one] of Object.entries(value)) {
    const attribute = known.get(name);
    const isKnown = attribute?.profile === undefined || walk.profiles.has(attribute.profile);
    const part = attribute && isKnown ? fitValue(attribute, one, inner) : { left: one };
    if (part.kept !== undefined) kept[name] = part.kept;
    if (part.left !== undefined && name !== '__proto__') left.push([name, part.left]);
  }
  // An object of which nothing is known says nothing, though all of it may be optional.
  if (Object.keys(kept).length === 0 && left.length > 0 && walk.standIns === undefined) return { left: value };
  for (const name of rules.justOne?.filter((n) => kept[n] !== undefined).slice(1) ?? []) {
    left.push([name, value[name]]);
    delete kept[name];
  }
  if (!complete(kept, known, rules, walk.standIns)) return { left: value };
  nameOther(kept, known);
  return { kept, ...(left.length === 0 ? {} : { left: Object.fromEntries(left) }) };
}
