import { isFields, list, own, text } from '../../read.ts';
import type { Fields } from '../../read.ts';
import { BASE, CLASSES, COMMON_PROFILES, PROFILES } from '../../schema/classes.ts';
import type { ClassFacts } from '../../schema/classes.ts';
import { attributesOf, numbersOf, OTHER } from '../../schema/notation.ts';
import type { Attributes } from '../../schema/notation.ts';
import { fitObject, fitValue } from './fit.ts';

/** Fields that the caller sets itself, or that say again what others say. */
const OWN: ReadonlySet<string> = new Set([
  'class_uid',
  'category_uid',
  'activity_id',
  'type_uid',
  'severity_id',
  'time',
  'metadata',
  'class_name',
  'category_name',
  'type_name',
  'raw_data',
  'unmapped',
]);
/** What says of which kind an event is: kept aside where it becomes one of no class. */
const KIND = ['class_uid', 'class_name', 'category_uid', 'category_name', 'activity_id', 'type_uid', 'type_name'];
/** Numbers that are understood where they are some. */
const IDS = ['class_uid', 'category_uid', 'activity_id', 'type_uid', 'severity_id'];
const BASE_EVENT = 0;

/** What stands for what a class must have and senders leave out, where an unknown one says too little. */
const standInsOf = (uid: string, title: string | undefined): Fields => ({
  actor: { user: { name: 'unknown' } },
  finding: { uid, title: title ?? 'unknown' },
  finding_info: { uid, ...(title === undefined ? {} : { title }) },
});

/** Attributes of a class with those of some profiles, which it may change. */
const attributesWith = (facts: ClassFacts, profiles: readonly string[]): Attributes =>
  new Map([BASE, ...profiles.map((p) => PROFILES[p]!), facts.attributes].flatMap((text) => [...attributesOf(text)]));

/** Profiles that an event names or has something of, if it has what they demand. */
function profilesOf(facts: ClassFacts, record: Fields): string[] {
  const possible = [...COMMON_PROFILES, ...(facts.profiles ?? [])];
  const walk = { profiles: new Set(possible), depth: 0 };
  const named = new Set(list(record, 'metadata', 'profiles'));
  const without = attributesWith(facts, []);
  return possible.filter((profile) => {
    const added = [...attributesOf(PROFILES[profile]!).values()];
    const fits = added.filter((a) => fitValue(a, own(record, a.name), walk).kept !== undefined);
    if (added.some((a) => a.required && !fits.includes(a))) return false;
    return named.has(profile) || fits.some((a) => !without.has(a.name));
  });
}

/** A sender's event as OCSF 1.5.0 knows it. */
export interface Kept {
  readonly classUid: number;
  readonly activity: number;
  readonly profiles: readonly string[];
  readonly known: Fields;
  /** What has no place in it */
  readonly rest: Fields;
}

function keptAs(classUid: number, activity: number, record: Fields, uid: string): Kept | undefined {
  const facts = Object.hasOwn(CLASSES, classUid) ? CLASSES[classUid] : undefined;
  if (!facts) return undefined;
  const said: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) if (!OWN.has(name) && name !== '__proto__') said[name] = value;
  const info = own(record, 'finding_info');
  const id = own(info, 'uid') ?? uid;
  // A finding without an id is one all the same.
  if (isFields(info)) said['finding_info'] = { ...info, uid: typeof id === 'number' ? String(id) : id };
  const profiles = profilesOf(facts, record);
  const known = new Map([...attributesWith(facts, profiles)].filter(([name]) => !OWN.has(name)));
  const standIns = standInsOf(uid, text(record, 'message'));
  const { kept, left } = fitObject(known, facts, said, { profiles: new Set(profiles), standIns, depth: 0 });
  if (!kept) return undefined;
  const isKnown = numbersOf(facts.activities).has(activity);
  const odd = IDS.filter((name) => Object.hasOwn(record, name) && !Number.isSafeInteger(record[name] ?? 0));
  return {
    classUid,
    activity: isKnown ? activity : OTHER,
    profiles,
    known: kept,
    rest: {
      ...(isFields(left) ? left : {}),
      ...Object.fromEntries(odd.map((name) => [name, record[name]])),
      ...(isKnown ? {} : { activity_id: activity }),
    },
  };
}

/** An event as one of its class; as one of no class where we do not know it. */
export function keptOf(record: Fields, classUid: number, activity: number, uid: string): Kept {
  const kept = keptAs(classUid, activity, record, uid);
  if (kept) return kept;
  const base = keptAs(BASE_EVENT, 0, record, uid);
  const kind = KIND.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]] as const);
  return {
    classUid: BASE_EVENT,
    activity: 0,
    profiles: [],
    known: {},
    ...base,
    rest: { ...base?.rest, ...Object.fromEntries(kind) },
  };
}
