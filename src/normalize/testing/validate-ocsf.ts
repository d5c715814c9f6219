import { BASE, CLASSES, OBJECTS, PROFILES } from './ocsf-facts.ts';

/** One attribute as its text says: `status_id!:i{1-3}*` */
interface Attribute {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly list: boolean;
  readonly values?: ReadonlySet<number>;
}
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const ATTRIBUTE = /^([a-z0-9_]+)(!?):([a-z_]+)(?:\{([0-9,-]+)\})?(\*?)$/;
const UNKNOWN = 0;
const OTHER = 99;
const VERSION = '1.5.0';
/** What lies before is a time in seconds, or none. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Examples, and senders without a clock, say that it is the first of January 1970. */
const NO_CLOCK_MS = 86_400_000;
const isTime = (value: unknown): boolean =>
  Number.isSafeInteger(value) &&
  ((value as number) >= EARLIEST_MS || ((value as number) >= 0 && (value as number) < NO_CLOCK_MS));

/** `1-3,6` with unknown and other */
function numbers(text: string): ReadonlySet<number> {
  const found = new Set([UNKNOWN, OTHER]);
  for (const part of text.split(',')) {
    const [from, to] = part.split('-').map(Number);
    for (let n = from!; n <= (to ?? from!); n++) found.add(n);
  }
  return found;
}

const parsed = new Map<string, ReadonlyMap<string, Attribute>>();

/** Later ones of the same name win, so that a class can narrow what all have. */
function attributesOf(text: string): ReadonlyMap<string, Attribute> {
  const known = parsed.get(text);
  if (known) return known;
  const found = new Map<string, Attribute>();
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const match = ATTRIBUTE.exec(word);
    if (!match) throw new Error(`no attribute: ${word}`);
    const [, name, required, type, values, list] = match;
    found.set(name!, {
      name: name!,
      required: required === '!',
      type: type!,
      list: list === '*',
      ...(values === undefined ? {} : { values: numbers(values) }),
    });
  }
  parsed.set(text, found);
  return found;
}

function problemOfScalar(attribute: Attribute, value: unknown): string | undefined {
  switch (attribute.type) {
    case 's':
      return typeof value === 'string' ? undefined : 'is no string';
    case 'b':
      return typeof value === 'boolean' ? undefined : 'is no boolean';
    case 'f':
      return typeof value === 'number' ? undefined : 'is no number';
    case 'i':
      if (!Number.isSafeInteger(value)) return 'is no integer';
      return attribute.values === undefined || attribute.values.has(value as number)
        ? undefined
        : `is ${String(value)}, which its enumeration does not have`;
    case 't':
      return isTime(value) ? undefined : 'is no time in ms';
    default:
      return undefined;
  }
}

function checkValue(attribute: Attribute, value: unknown, at: string, problems: string[]): void {
  if (attribute.list) {
    if (!Array.isArray(value)) problems.push(`${at} is no list`);
    else
      for (const [i, one] of value.entries()) checkValue({ ...attribute, list: false }, one, `${at}[${i}]`, problems);
    return;
  }
  const wrong = problemOfScalar(attribute, value);
  if (wrong !== undefined) problems.push(`${at} ${wrong}`);
  const facts = Object.hasOwn(OBJECTS, attribute.type) ? OBJECTS[attribute.type] : undefined;
  if (!facts) return;
  if (!isFields(value)) problems.push(`${at} is no object`);
  else checkObject(attributesOf(facts.attributes), facts.atLeastOne, value, `${at}.`, problems);
}

function checkObject(
  known: ReadonlyMap<string, Attribute>,
  atLeastOne: readonly string[] | undefined,
  value: Fields,
  at: string,
  problems: string[],
): void {
  for (const { name, required } of known.values())
    if (required && value[name] === undefined) problems.push(`${at}${name} is missing`);
  for (const [name, inner] of Object.entries(value)) {
    const attribute = known.get(name);
    if (!attribute) problems.push(`${at}${name} is not known`);
    else checkValue(attribute, inner, `${at}${name}`, problems);
  }
  if (atLeastOne && !atLeastOne.some((name) => value[name] !== undefined))
    problems.push(`${at === '' ? 'the event' : at.slice(0, -1)} needs one of ${atLeastOne.join(', ')}`);
}

/**
 * What is wrong with an event by OCSF 1.5.0's own rules: class, category, type and activity agree, what is required is there, types
 * and enumerations hold, and nothing stands in it that its class, its objects or its profiles do not know. Empty if all is well.
 */
export function problemsOf(event: unknown): string[] {
  if (!isFields(event)) return ['the event is no object'];
  const { class_uid: uid, activity_id: activity, category_uid: category, type_uid: type } = event;
  const facts = typeof uid === 'number' && Object.hasOwn(CLASSES, uid) ? CLASSES[uid] : undefined;
  if (!facts || typeof uid !== 'number') return [`class_uid ${String(uid)} is not known`];
  const problems: string[] = [];
  if (category !== Math.floor(uid / 1000)) problems.push(`category_uid is not that of ${facts.name}`);
  if (typeof activity !== 'number' || !numbers(facts.activities).has(activity))
    problems.push(`activity_id ${String(activity)} is none of ${facts.name}`);
  if (type !== uid * 100 + Number(activity)) problems.push('type_uid is not class_uid * 100 + activity_id');
  const metadata = isFields(event['metadata']) ? event['metadata'] : {};
  if (metadata['version'] !== VERSION) problems.push(`metadata.version is not ${VERSION}`);
  const profiles = (Array.isArray(metadata['profiles']) ? metadata['profiles'] : []).map(String);
  for (const p of profiles) if (!Object.hasOwn(PROFILES, p)) problems.push(`profile ${p} is not known`);
  const added = profiles.map((p) => (Object.hasOwn(PROFILES, p) ? PROFILES[p]! : '')).join(' ');
  const known = attributesOf(`${BASE} ${added} ${facts.attributes ?? ''}`);
  if (facts.open === true) {
    const listed = Object.fromEntries(Object.entries(event).filter(([name]) => known.has(name)));
    checkObject(known, undefined, listed, '', problems);
  } else checkObject(known, facts.atLeastOne, event, '', problems);
  return problems;
}
