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
/** Profiles that the event has, what stands for what it, not its objects, must have, and how deep the walk is. */
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
/** And ours for what a sender does not say and the schema demands. */
const UNKNOWN_WORD = 'unknown';

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

/** What says that a value is not known, where one must be; undefined if nothing can say it. */
function unknownOf({ type, list, numbers, words }: Attribute): unknown {
  if (list) return [];
  if (numbers !== undefined) return UNKNOWN;
  if (type === 's') return words === undefined ? UNKNOWN_WORD : undefined;
  const facts = Object.hasOwn(OBJECTS, type) ? OBJECTS[type] : undefined;
  if (facts === undefined) return undefined;
  const made: Record<string, unknown> = {};
  return complete(made, attributesOf(facts.attributes), facts, undefined) ? made : undefined;
}

/** Sets one of several that must be there, a name before all else. Of objects only an event is made to have one. */
function setOne(
  names: readonly string[],
  kept: Record<string, unknown>,
  known: Attributes,
  standIns: Fields | undefined,
): boolean {
  const first = ['name', 'uid'].filter((name) => names.includes(name));
  for (const name of [...first, ...names]) {
    const attribute = known.get(name);
    if (attribute === undefined || (attribute.type !== 's' && standIns === undefined)) continue;
    kept[name] = standIns?.[name] ?? unknownOf(attribute);
    if (kept[name] !== undefined) return true;
    delete kept[name];
  }
  return false;
}

/** Whether all is there that must be, after what is not known says so. */
function complete(
  kept: Record<string, unknown>,
  known: Attributes,
  rules: Rules,
  standIns: Fields | undefined,
): boolean {
  for (const attribute of known.values()) {
    const { name, required } = attribute;
    if (!required || kept[name] !== undefined) continue;
    const unknown = standIns?.[name] ?? unknownOf(attribute);
    if (unknown === undefined) return false;
    kept[name] = unknown;
  }
  return [rules.atLeastOne, rules.justOne].every(
    (names) =>
      names === undefined || names.some((name) => kept[name] !== undefined) || setOne(names, kept, known, standIns),
  );
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
