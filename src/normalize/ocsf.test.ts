import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../contracts/source-catalogue.generated.ts';
import { requestOf } from '../ingest/client.ts';
import type { RawRecord, Split } from '../ingest/source.ts';
import { clients } from '../ingest/sources/clients.ts';
import { splitDelivery } from '../ingest/split-delivery.ts';
import { clientRequest, doorOf, inputOf, NOW, splitOf } from '../ingest/testing/door.ts';
import { normalizers } from './registry.ts';
import { problemsOf } from './testing/validate-ocsf.ts';
import { changed, pathsOf, STRANGERS } from './testing/variants.ts';

/** What a kind's own client sends, split. Senders that sign with their vendor's key are heard without their signature. */
async function splitOfSamples(kind: string, signed: boolean): Promise<Split> {
  const samples = clients[kind]!.samples(NOW);
  if (signed) {
    const door = doorOf({ kind });
    await door.send(await clientRequest(kind, samples));
    return splitOf(door.accepted[0]!);
  }
  const { body, headers } = await requestOf({ ...clients[kind]!, sign: () => ({}) }, inputOf(kind, samples));
  const contentType = headers['content-type']?.split(';')[0] ?? '';
  const split = splitDelivery({ kind, contentType, body });
  if (!split.ok) throw new Error(split.error.detail);
  return split.value;
}

/** What is wrong with the event made of a record; `undefined` if none is made of it, which its sender is told. */
function problemsIn({ format, value }: Pick<RawRecord, 'format' | 'value'>): string[] | undefined {
  const normalizer = normalizers[format]!;
  const facts = normalizer.facts(value);
  return facts.ok ? problemsOf(normalizer.toOcsf(value, facts.value)) : undefined;
}

/** Records of each format that were seen so far: clients of several sources send some of the same. */
const heard = new Map<string, Set<string>>();
function isNew({ format, value }: RawRecord): boolean {
  const seen = heard.get(format) ?? new Set();
  heard.set(format, seen);
  return seen.size < seen.add(JSON.stringify(value)).size;
}

describe.each(SOURCE_CATALOGUE.map((a) => [a.id, a] as const))('events of %s', (kind, about) => {
  let records: readonly RawRecord[] = [];
  beforeAll(async () => {
    ({ records } = await splitOfSamples(kind, about.secret !== 'none'));
  });

  it('are OCSF of their class, and are of the formats that it says', () => {
    expect(records.map((r) => r.format).filter((f) => !about.formats.includes(f as never))).toEqual([]);
    expect(records.map(problemsIn)).toEqual(records.map(() => []));
    expect(records.length).toBeGreaterThan(0);
  });

  it('are OCSF, or none, whatever is left out or of another kind', () => {
    const fresh = records.filter(isNew);
    const wrong: unknown[] = [];
    const check = (format: string, value: unknown, what: () => unknown): void => {
      const problems = problemsIn({ format, value: value as RawRecord['value'] }) ?? [];
      if (problems.length > 0) wrong.push([format, what(), problems]);
    };
    for (const { format, value } of fresh)
      for (const path of pathsOf(value)) {
        check(format, changed(value, path), () => path);
        for (const stranger of STRANGERS) check(format, changed(value, path, stranger), () => [path, stranger]);
      }
    expect(wrong.slice(0, 5)).toEqual([]);
    if (fresh.length === 0) return;
    fc.assert(
      fc.property(
        fc.constantFrom(...fresh),
        fc.array(fc.tuple(fc.nat(), fc.jsonValue())),
        ({ format, value }, edits) => {
          const paths = pathsOf(value);
          // The longest first, so that a path that is to be changed is there still.
          const odd = edits.toSorted((a, b) => paths[b[0] % paths.length]!.length - paths[a[0] % paths.length]!.length);
          const variant = odd.reduce<unknown>((v, [n, one]) => changed(v, paths[n % paths.length]!, one), value);
          const problems = problemsIn({ format, value: variant as RawRecord['value'] }) ?? [];
          // A year of 1971 is odd, and the sender's own.
          expect(problems.filter((p) => !p.endsWith('is no time in ms'))).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

it('some client has a sample of every format', () => {
  expect(Object.keys(normalizers).filter((f) => !heard.has(f))).toEqual([]);
});
