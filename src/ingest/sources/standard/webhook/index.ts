import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { Collector } from '../../../collect.ts';
import { boundsOf, isObject, linesOf, parseJson, readBoundedText, readDocument } from '../../../read-json.ts';
import { formatOf } from '../../../recognise.ts';
import type { Source, SourceLimits, Split } from '../../../source.ts';
import { verifyStandardWebhook } from './verify.ts';

const MIB = 1024 * 1024;
const TOLERANCE_SECONDS = 300; // the specification's own recommendation, "five minutes"
const NDJSON = 'application/x-ndjson';

function add(into: Collector, value: unknown, at: () => string): void {
  if (isObject(value)) into.add(formatOf(value) ?? 'vedette.event', value, at);
  else into.reject(at(), 'a record is not a JSON object');
}

const tooMany = (limits: SourceLimits) =>
  err(failure('too_large', `the body holds more than ${limits.records} records; send smaller batches`));

/** A body none of whose records is readable is refused, so that its sender learns of it. */
function finish(into: Collector): Result<Split, Failure> {
  const first = into.bad[0];
  if (first === undefined || into.records.length > 0) return ok(into);
  return err(failure('malformed', `no record is readable; the first, ${first.at}: ${first.reason}`));
}

type Line = readonly [number, string];

/** The lines of an NDJSON body with their numbers from 0, blank ones left out. */
function readLines(body: Uint8Array, limits: SourceLimits): Result<Line[], Failure> {
  const read = readBoundedText(body, boundsOf(limits), true);
  if (!read.ok) return read;
  const lines: Line[] = [];
  for (const line of linesOf(read.value.text)) if (lines.push(line) > limits.records) return tooMany(limits);
  return lines.length === 0 ? err(failure('malformed', 'the body is empty')) : ok(lines);
}

function addLine(into: Collector, [i, line]: Line): void {
  const at = () => `lines[${i}]`;
  const value = parseJson(line);
  if (value.ok) add(into, value.value, at);
  else into.reject(at(), value.error.replace(' line 1,', ` line ${i + 1},`));
}

function splitLines(body: Uint8Array, limits: SourceLimits): Result<Split, Failure> {
  const lines = readLines(body, limits);
  if (!lines.ok) return lines;
  const into = new Collector(limits.records);
  for (const line of lines.value) addLine(into, line);
  return finish(into);
}

function splitDocument(body: Uint8Array, limits: SourceLimits): Result<Split, Failure> {
  const document = readDocument(body, limits);
  if (!document.ok) return document;
  const { value } = document;
  const wrapped = isObject(value) && Object.hasOwn(value, 'Records') ? value['Records'] : undefined;
  const into = new Collector(limits.records);
  const list = Array.isArray(wrapped) ? wrapped : value;
  if (Array.isArray(list)) {
    if (list.length > limits.records) return tooMany(limits);
    const name = list === value ? 'records' : 'Records';
    for (const [i, record] of (list as unknown[]).entries()) add(into, record, () => `${name}[${i}]`);
  } else add(into, value, () => 'body');
  return finish(into);
}

export const webhook = {
  id: 'standard.webhook',
  title: 'Standard Webhooks',
  proves: 'The sender holds the signing secret, and signed these very bytes within the last five minutes.',
  contentTypes: ['application/json', NDJSON],
  // The door parses a document whole: text, bytes and values of 16 MiB fit into the isolate's 128 MB, of 32 they do not.
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 16 * MIB, records: 20_000, depth: 64 },
  replayWindowSeconds: TOLERANCE_SECONDS,
  verify: (request, grant) => verifyStandardWebhook(request, grant, TOLERANCE_SECONDS),
  check(body, contentType, limits) {
    if (contentType !== NDJSON) {
      const document = splitDocument(body, limits);
      return document.ok ? ok(undefined) : document;
    }
    const lines = readLines(body, limits);
    if (!lines.ok) return lines;
    // One readable line makes the delivery acceptable: the others are read where they are needed.
    const into = new Collector(limits.records);
    for (const line of lines.value) {
      addLine(into, line);
      if (into.records.length > 0) return ok(undefined);
    }
    const split = finish(into);
    return split.ok ? ok(undefined) : split;
  },
  split: (body, contentType, limits) =>
    contentType === NDJSON ? splitLines(body, limits) : splitDocument(body, limits),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
