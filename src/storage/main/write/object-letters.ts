import { sha256Hex } from '../../../kit/crypto.ts';
import { deterministicId } from '../../../kit/ids.ts';
import { readPlace } from '../../../kit/object-place.ts';
import { deadLetterId, rowOf, type NewDeadLetter } from './dead-letter-row.ts';
import { columns, jsonStatements } from './json-rows.ts';

/*
 * An object has millions of records, and whoever may write into a bucket can make all of them bad. Its first letters are kept, for
 * people to see what is wrong; the rest is one letter that says how many more there are. How many, the rows of the object's pieces say,
 * so that a piece that is processed twice counts once.
 */

/** Letters of one object that are kept: what is wrong with a hundred records is wrong with the next too. */
const KEPT_MOST = 100;
/** Their reasons and places together; a key has up to a thousand characters, and each place names it. */
const KEPT_MOST_CHARS = 64 * 1024;

interface OfObject {
  readonly object: string;
  readonly name: string;
  readonly letters: { readonly letter: NewDeadLetter; readonly n: number | undefined }[];
  /** Pieces that have more bad records than letters */
  readonly short: Set<string>;
}

/** Letters of deliveries that are pieces of objects, by object, and all others. A piece is known by the place of one of its records. */
export function byObject(letters: readonly NewDeadLetter[]): {
  readonly own: readonly NewDeadLetter[];
  readonly ofObjects: readonly OfObject[];
} {
  const objects = new Map<string, OfObject>();
  const pieces = new Map<string, OfObject>();
  for (const { kind, place, delivery } of letters) {
    const at = kind === 'record' && place !== undefined ? readPlace(place) : undefined;
    if (at === undefined || delivery === undefined || pieces.has(delivery)) continue;
    const of = objects.get(at.object) ?? { object: at.object, name: at.name, letters: [], short: new Set() };
    objects.set(at.object, of);
    pieces.set(delivery, of);
  }
  const own: NewDeadLetter[] = [];
  for (const letter of letters) {
    const piece = letter.delivery === undefined ? undefined : pieces.get(letter.delivery);
    if (piece === undefined) own.push(letter);
    // What a piece has beyond its letters the object's own letter says.
    else if (letter.further === true) piece.short.add(letter.delivery!);
    else piece.letters.push({ letter, n: readPlace(letter.place ?? '')?.n });
  }
  return { own, ofObjects: [...objects.values()] };
}

/** Kept letters of an object's records: `o` names its row of JSON, with the organisation first and the digest second. */
const KEPT = 'FROM dead_letter k WHERE k.org = o.value ->> 0 AND k.object = o.value ->> 1 AND k.delivery IS NOT NULL';

const NAME_PIECES = `UPDATE delivery SET object = piece.object
  FROM (SELECT value ->> 0 AS org, value ->> 1 AS id, value ->> 2 AS object FROM json_each(?1)) piece
  WHERE delivery.id = piece.id AND delivery.org = piece.org`;

/** Columns 13 and 14: which of its object's letters in this call it is, from 1, and the characters of those up to it. */
const KEEP = `INSERT INTO dead_letter (id, org, kind, origin, reason, place, delivery, block_key, body, at, attempts, source_id, object, replayed_at)
  SELECT ${columns(13)}, NULL FROM json_each(?1) o
  WHERE EXISTS (SELECT 1 FROM dead_letter k WHERE k.id = o.value ->> 0)
    OR (SELECT count(*) + (o.value ->> 13) <= ${KEPT_MOST} AND coalesce(sum(length(k.place) + length(k.reason)), 0) + (o.value ->> 14) <= ${KEPT_MOST_CHARS}
      FROM dead_letter k WHERE k.org = o.value ->> 1 AND k.object = o.value ->> 12 AND k.delivery IS NOT NULL)
  ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, attempts = max(attempts, excluded.attempts) WHERE dead_letter.org = excluded.org`;

/** Bad records of the object that nobody replayed and that have no letter of their own. */
const MORE = `(SELECT coalesce(sum(d.rejected), 0) FROM delivery d WHERE d.org = o.value ->> 0 AND d.object = o.value ->> 1)
    - (SELECT count(*) ${KEPT} AND k.place <> 'records[*]' AND k.replayed_at IS NULL)`;

/** Column 5: ids and numbers of the letters of this call, and numbers of records that have none; column 6: the number behind them all. */
const COUNT = `INSERT INTO dead_letter (id, org, kind, origin, reason, place, body, at, attempts, source_id, object)
  SELECT o.value ->> 2, o.value ->> 0, 'record', o.value ->> 7, '', o.value ->> 3,
    json_object('from', coalesce((SELECT min(l.value ->> 1) FROM json_each(o.value ->> 5) l
      WHERE NOT EXISTS (SELECT 1 FROM dead_letter k WHERE k.id = l.value ->> 0)), o.value ->> 6)),
    o.value ->> 8, 1, o.value ->> 4, o.value ->> 1
  FROM json_each(?1) o WHERE ${MORE} > 0
  ON CONFLICT (id) DO UPDATE SET replayed_at = NULL,
    body = json_object('from', min(dead_letter.body ->> 'from', excluded.body ->> 'from')) WHERE dead_letter.org = excluded.org`;

/** Column 9: the name of its list. */
const SAY = `UPDATE dead_letter SET reason = printf('%d further record%s of this object %s bad and without a letter, from %s[%d] on',
    c.more, iif(c.more = 1, '', 's'), iif(c.more = 1, 'is', 'are'), c.name, dead_letter.body ->> 'from')
  FROM (SELECT o.value ->> 2 AS id, o.value ->> 9 AS name, ${MORE} AS more FROM json_each(?1) o) c
  WHERE dead_letter.id = c.id AND c.more > 0`;

/** The letters of objects' records: the first are kept, the rest are counted in one letter an object. May run again. */
export function insertObjectLetters(
  db: D1Database,
  org: string,
  objects: readonly OfObject[],
  now: number,
): D1PreparedStatement[] {
  if (objects.length === 0) return [];
  const pieces = new Map<string, (string | null)[]>();
  const kept: (string | number | null)[][] = [];
  const counts: (string | number | null)[][] = [];
  for (const { object, name, letters, short } of objects) {
    const digest = sha256Hex(object).slice(0, 32);
    let chars = 0;
    for (const [i, { letter }] of letters.entries()) {
      const { delivery, place, reason } = letter;
      if (delivery !== undefined) pieces.set(delivery, [org, delivery, digest]);
      chars += (place?.length ?? 0) + reason.length;
      if (i < KEPT_MOST) kept.push([...rowOf(letter, now), digest, i + 1, chars]);
    }
    const numbered = letters.flatMap(({ letter, n }) => (n === undefined ? [] : [[deadLetterId(letter), n] as const]));
    const behind = (of: typeof letters): number => Math.max(...of.map(({ n }) => n ?? -1)) + 1;
    const without = [...short].map(
      (piece) => ['', behind(letters.filter((l) => l.letter.delivery === piece))] as const,
    );
    const { sourceId, origin } = letters[0]!.letter;
    counts.push([
      org,
      digest,
      deterministicId('dead', org, 'object', object),
      `${object} ${name}[*]`,
      sourceId ?? null,
      JSON.stringify([...numbered, ...without]),
      behind(letters),
      origin,
      now,
      name,
    ]);
  }
  return [
    ...jsonStatements(db, NAME_PIECES, [...pieces.values()]),
    ...jsonStatements(db, KEEP, kept),
    ...[COUNT, SAY].flatMap((sql) => jsonStatements(db, sql, counts)),
  ];
}
