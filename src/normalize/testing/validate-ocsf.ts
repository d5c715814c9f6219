import { isFields } from '../read.ts';
import { BASE, CLASSES, COMMON_PROFILES, PROFILES } from '../schema/classes.ts';
import { attributesOf, numbersOf, OTHER, siblingOf } from '../schema/notation.ts';
import type { Attribute, Attributes } from '../schema/notation.ts';
import { OBJECTS } from '../schema/objects.ts';
import { isScalar, problemOfValue } from '../schema/values.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What the walk needs to know everywhere: the profiles that the event names, and where problems go. */
interface Walk {
  readonly profiles: ReadonlySet<string>;
  readonly problems: string[];
}
interface Rules {
  readonly atLeastOne?: readonly string[];
  readonly justOne?: readonly string[];
}

const VERSION = '1.5.0';

/** What is wrong with one value; of what we have no facts nothing can be said. */
const problemOf = (attribute: Attribute, value: unknown): string | undefined =>
  isScalar(attribute.type) || Object.hasOwn(OBJECTS, attribute.type)
    ? problemOfValue(attribute, value)
    : `is ${attribute.type}, which we have no facts of`;

function checkValue(attribute: Attribute, value: unknown, at: string, walk: Walk): void {
  if (attribute.list) {
    if (!Array.isArray(value)) walk.problems.push(`${at} is no list`);
    else for (const [i, one] of value.entries()) checkValue({ ...attribute, list: false }, one, `${at}[${i}]`, walk);
    return;
  }
  const wrong = problemOf(attribute, value);
  if (wrong !== undefined) walk.problems.push(`${at} ${wrong}`);
  const facts = Object.hasOwn(OBJECTS, attribute.type) ? OBJECTS[attribute.type] : undefined;
  if (facts && isFields(value)) checkObject(attributesOf(facts.attributes), facts, value, `${at}.`, walk);
}

/** Other is no value by itself: beside it stands what the sender said. */
function checkOther(name: string, inner: unknown, value: Fields, at: string, walk: Walk): void {
  const sibling = siblingOf(name);
  if (sibling === undefined || !(inner === OTHER || (Array.isArray(inner) && inner.includes(OTHER)))) return;
  if (value[sibling] === undefined) walk.problems.push(`${at}${name} is other, and ${sibling} does not say which`);
}

function checkObject(known: Attributes, rules: Rules, value: Fields, at: string, walk: Walk): void {
  const whole = at === '' ? 'the event' : at.slice(0, -1);
  const { atLeastOne, justOne } = rules;
  for (const { name, required } of known.values())
    if (required && value[name] === undefined) walk.problems.push(`${at}${name} is missing`);
  for (const [name, inner] of Object.entries(value)) {
    const attribute = known.get(name);
    if (!attribute || (attribute.profile !== undefined && !walk.profiles.has(attribute.profile)))
      walk.problems.push(`${at}${name} is not known`);
    else {
      checkValue(attribute, inner, `${at}${name}`, walk);
      checkOther(name, inner, value, at, walk);
    }
  }
  if (atLeastOne && !atLeastOne.some((name) => value[name] !== undefined))
    walk.problems.push(`${whole} needs one of ${atLeastOne.join(', ')}`);
  if (justOne && justOne.filter((name) => value[name] !== undefined).length !== 1)
    walk.problems.push(`${whole} needs just one of ${justOne.join(', ')}`);
}

/**
 * What is wrong with an event by OCSF 1.5.0's own rules: class, category, type and activity agree, what is required is there, types,
 * enumerations and constraints hold, and nothing stands in it that its class, its objects or its profiles do not know. Empty if all
 * is well. Stricter than the schema where that says `should`: `other` wants its word, and a time is of this century.
 */
export function problemsOf(event: unknown): string[] {
  if (!isFields(event)) return ['the event is no object'];
  const { class_uid: uid, activity_id: activity, category_uid: category, type_uid: type } = event;
  const facts = typeof uid === 'number' && Object.hasOwn(CLASSES, uid) ? CLASSES[uid] : undefined;
  if (!facts || typeof uid !== 'number') return [`class_uid ${String(uid)} is not known`];
  const problems: string[] = [];
  if (category !== Math.floor(uid / 1000)) problems.push(`category_uid is not that of ${facts.name}`);
  if (typeof activity !== 'number' || !numbersOf(facts.activities).has(activity))
    problems.push(`activity_id ${String(activity)} is none of ${facts.name}`);
  if (type !== uid * 100 + Number(activity)) problems.push('type_uid is not class_uid * 100 + activity_id');
  const metadata = isFields(event['metadata']) ? event['metadata'] : {};
  if (metadata['version'] !== VERSION) problems.push(`metadata.version is not ${VERSION}`);
  const named = (Array.isArray(metadata['profiles']) ? metadata['profiles'] : []).map(String);
  const profiles = new Set(named.filter((p) => [...COMMON_PROFILES, ...(facts.profiles ?? [])].includes(p)));
  for (const p of named) if (!profiles.has(p)) problems.push(`profile ${p} is none of ${facts.name}`);
  const added = [...profiles].map((p) => PROFILES[p]!).join(' ');
  checkObject(attributesOf(`${BASE} ${added} ${facts.attributes}`), facts, event, '', { profiles, problems });
  return problems;
}
