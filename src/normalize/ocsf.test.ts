import { describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../contracts/source-catalogue.generated.ts';
import { requestOf } from '../ingest/client.ts';
import type { RawRecord, Split } from '../ingest/source.ts';
import { clients } from '../ingest/sources/clients.ts';
import { splitDelivery } from '../ingest/split-delivery.ts';
import { clientRequest, doorOf, inputOf, NOW, splitOf } from '../ingest/testing/door.ts';
import { normalizers } from './registry.ts';
import { problemsOf } from './testing/validate-ocsf.ts';

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

/** What is wrong with the events made of records, each with its format and its place. */
const problemsOfAll = (records: readonly RawRecord[]): string[] =>
  records.flatMap(({ format, value }, i) => {
    const normalizer = normalizers[format];
    const facts = normalizer?.facts(value);
    if (!normalizer || facts?.ok !== true) return [`${format} [${i}]: no event`];
    return problemsOf(normalizer.toOcsf(value, facts.value)).map((p) => `${format} [${i}]: ${p}`);
  });

const heard = new Set<string>();

describe.each(SOURCE_CATALOGUE.map((a) => [a.id, a] as const))('events of %s', (kind, about) => {
  it('are OCSF of their class, and are of the formats that it says', async () => {
    const { records } = await splitOfSamples(kind, about.secret !== 'none');
    for (const { format } of records) heard.add(format);
    expect(records.map((r) => r.format).filter((f) => !about.formats.includes(f as never))).toEqual([]);
    expect(problemsOfAll(records)).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
  });
});

it('some client has a sample of every format', () => {
  expect(Object.keys(normalizers).filter((f) => !heard.has(f))).toEqual([]);
});
