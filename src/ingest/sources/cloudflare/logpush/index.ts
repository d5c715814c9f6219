import type { SourceGrant } from '../../../../contracts/access.ts';
import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { gunzip, looksGzipped } from '../../../gunzip.ts';
import { readText } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { RequestFacts, Source } from '../../../source.ts';
import { addRow } from './rows.ts';

const MIB = 1024 * 1024;
const BEARER = /^Bearer +(\S+)$/i;
const DATASET = /^[a-z0-9_]{2,64}$/;
/** The upload by which Logpush tries a destination out has nineteen bytes, gzipped some forty. */
const TRIAL_MAX_BYTES = 256;
/** What is in it (Cloudflare's "Enable HTTP destination", and what receivers of others expect). */
const TRIALS = new Set(['{"content":"tests"}', '{"content":"test"}', 'tests', 'test']);

/** Whether it is the upload that a job's creation tries its destination with. It may come without its encoding being said. */
function isTrial({ body }: RequestFacts): boolean {
  if (body.byteLength > TRIAL_MAX_BYTES) return false;
  const plain = looksGzipped(body) ? gunzip(body, TRIAL_MAX_BYTES) : ok(body);
  const text = plain.ok ? readText(plain.value) : plain;
  return text.ok && TRIALS.has(text.value.replaceAll(/\s/g, ''));
}

/** The source's own dataset, or the one in the query of a job's destination: one source may take several jobs. */
function datasetOf(request: RequestFacts, grant: SourceGrant): string | undefined {
  const { settings } = grant;
  const set = settings && Object.hasOwn(settings, 'dataset') ? settings['dataset'] : undefined;
  const dataset = typeof set === 'string' && set !== '' ? set : (request.query.get('dataset') ?? '');
  return DATASET.test(dataset) ? dataset : undefined;
}

export const logpush = {
  id: 'cloudflare.logpush',
  // A job says no type unless its destination sets one; objects of gzip are of any.
  contentTypes: [
    'application/json',
    'application/x-ndjson',
    'application/octet-stream',
    'application/gzip',
    'text/plain',
    '',
  ],
  // Jobs upload 5 MB to 1 GB of plain text at most, as they are set (`max_upload_bytes`).
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 50_000, depth: 32 },
  verify(request, grant) {
    const { headers } = request;
    const key = checkKey(headers.get('x-api-key') ?? BEARER.exec(headers.get('authorization') ?? '')?.[1], grant);
    if (!key.ok) return key;
    const dataset = datasetOf(request, grant);
    // Batches have no id; the records' own ids tell repetitions apart.
    return ok(dataset === undefined ? {} : { facts: { dataset } });
  },
  answer: (request) => (isTrial(request) ? new Response(null, { status: 200 }) : undefined),
  framing: () => ({ as: 'lines' }),
  read: (into, { value, at }, { facts }) => addRow(into, value, at, facts['dataset']),
  reply: {
    accepted: () => new Response(null, { status: 200 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
