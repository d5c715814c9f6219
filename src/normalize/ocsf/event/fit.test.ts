import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BASE, CLASSES, COMMON_PROFILES, PROFILES } from '../../schema/classes.ts';
import { attributesOf, siblingOf } from '../../schema/notation.ts';
import type { Attribute, Attributes } from '../../schema/notation.ts';
import { OBJECTS } from '../../schema/objects.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { STRANGERS } from '../../testing/variants.ts';
import { event } from './index.ts';

type Fields = Record<string, unknown>;
const TIME = Date.UTC(2026, 0, 10, 12);
const DEPTH = 4;

const stranger = fc.constantFrom(...STRANGERS);
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  ip: ['198.51.100.7', '2001:db8::1', '::ffff:192.0.2.1'],
  mail: ['mara@example.com'],
  mac: ['00:00:5e:00:53:01'],
  uuid: ['123e4567-e89b-12d3-a456-426614174000'],
  hash: ['d41d8cd98f00b204e9800998ecf8427e'],
};

function scalarOf({ type, numbers, words }: Attribute): fc.Arbitrary<unknown> {
  if (words) return fc.constantFrom(...words);
  if (numbers) return fc.constantFrom(...numbers);
  if (Object.hasOwn(TEXTS, type)) return fc.constantFrom(...TEXTS[type]!);
  if (type === 'b') return fc.boolean();
  if (type === 'f') return fc.constantFrom(0.5, 7);
  if (type === 't') return fc.constantFrom(TIME, TIME + 1);
  if (type === 'i' || type === 'port') return fc.nat(600);
  if (type === 'j' || type === 'o') return fc.constant({ any: [1, null] });
  return fc.string({ minLength: 1, maxLength: 6 });
}

/** A value of an attribute, or now and then (`odd` of a hundred) one of another kind. */
function valueOf(attribute: Attribute, odd: number, depth: number): fc.Arbitrary<unknown> {
  const facts = OBJECTS[attribute.type];
  const one = facts === undefined ? scalarOf(attribute) : objectOf(attributesOf(facts.attributes), odd, depth + 1);
  const good = attribute.list ? fc.array(one, { maxLength: 3 }) : one;
  return fc.oneof({ weight: 100 - odd, arbitrary: good }, { weight: odd, arbitrary: stranger });
}

/** A few of an object’s attributes, most often with what it must have. */
function objectOf(known: Attributes, odd: number, depth: number): fc.Arbitrary<Fields> {
  const all = [...known.values()].filter((a) => depth < DEPTH || OBJECTS[a.type] === undefined);
  const few = fc.subarray(all, { maxLength: Math.min(all.length, depth === 0 ? 12 : 4) });
  return fc.tuple(few, fc.integer({ min: 0, max: 4 })).chain(([some, n]) => {
    const isWhole = n > 0;
    const chosen = [...new Set([...all.filter((a) => a.required && isWhole), ...some])];
    return fc.record(Object.fromEntries(chosen.map((a) => [a.name, valueOf(a, odd, depth)])));
  });
}

const UNKNOWN_CLASSES = [2008, 5002, 1002];
const eventOf = (odd: number): fc.Arbitrary<Fields> =>
  fc.constantFrom(...Object.keys(CLASSES).map(Number), ...UNKNOWN_CLASSES).chain((classUid) => {
    const facts = CLASSES[classUid];
    const profiles = [...COMMON_PROFILES, ...(facts?.profiles ?? [])];
    return fc.tuple(fc.subarray(profiles), fc.constantFrom(0, 1, 2, 3, 7, 99)).chain(([named, activity]) => {
      const added = named.map((p) => PROFILES[p]!).join(' ');
      const said = objectOf(attributesOf(`${BASE} ${added} ${facts?.attributes ?? ''}`), odd, 0);
      return said.map((fields) => ({
        ...fields,
        class_uid: classUid,
        category_uid: Math.floor(classUid / 1_000),
        activity_id: activity,
        type_uid: classUid * 100 + activity,
        time: TIME,
        metadata: { version: '1.5.0', product: { name: 'Watch' }, profiles: named },
      }));
    });
  });

const outOf = (record: Fields): Fields => {
  const facts = event.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return event.toOcsf(record, facts.value) as unknown as Fields;
};

it('whatever an event of the schema’s own names says, it becomes one that the schema knows', () => {
  fc.assert(
    fc.property(eventOf(15), (record) => {
      expect(problemsOf(outOf(record))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** Set by us, or said again by others. */
const OURS = ['metadata', 'unmapped', 'raw_data', 'class_name', 'category_name', 'type_name'];
it('an event that the schema knows stays as it is', () => {
  const told = (record: Fields): [string, unknown][] =>
    Object.entries(record)
      .filter(([name]) => !OURS.includes(name))
      .toSorted(([a], [b]) => a.localeCompare(b));
  fc.assert(
    fc.property(eventOf(10), (record) => {
      const known = outOf(record);
      expect(told(outOf(known))).toEqual(told(known));
    }),
    { numRuns: 500 },
  );
});

/** The texts of a value, each made one of its own. */
function marked(value: unknown, marks: string[]): unknown {
  if (typeof value === 'string') {
    marks.push(`mark-${marks.length}-`);
    return marks.at(-1);
  }
  if (Array.isArray(value)) return value.map((v) => marked(v, marks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, marked(v, marks)]));
}

it('nothing that it says is lost', () => {
  fc.assert(
    fc.property(eventOf(15), (record) => {
      const marks: string[] = [];
      const said = Object.entries(record).filter(([name]) => !OURS.includes(name));
      const own = marked(Object.fromEntries(said), marks) as Fields;
      const out = JSON.stringify(outOf({ ...own, metadata: record['metadata'] }));
      expect(marks.filter((mark) => !out.includes(mark))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('every number that says other has a word in the same place', () => {
  const texts = [BASE, ...Object.values(PROFILES), ...Object.values(CLASSES).map((c) => `${BASE} ${c.attributes}`)];
  const stray = [...texts, ...Object.values(OBJECTS).map((o) => o.attributes)].flatMap((text) => {
    const known = attributesOf(text);
    return [...known.values()]
      .filter((a) => a.numbers !== undefined && !known.has(siblingOf(a.name) ?? ''))
      .map((a) => a.name);
  });
  expect(stray).toEqual([]);
});
