import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;

/**
 * Alerts of Falco's own `http_output` and of Falcosidekick's webhook output: one object a request, POST or PUT. Falcosidekick can set
 * headers; Falco cannot, but libcurl turns the credentials in its URL into `authorization: Basic`.
 * https://falco.org/docs/outputs/channels/#http-https-output
 */
export const webhook = {
  id: 'falco.webhook',
  // Falcosidekick says the charset; Falco without `json_output` sends text/plain, which is no alert that can be read.
  contentTypes: ['application/json'],
  methods: ['POST', 'PUT'],
  limits: { bodyBytes: 2 * MIB, decompressedBytes: 8 * MIB, records: 5_000, depth: 64 },
  verify({ headers }, grant) {
    const sent = headers.get('x-api-key') ?? tokenOf(headers, 'Bearer') ?? passwordOf(headers);
    const key = checkKey(sent, grant);
    // An alert is sent once and has, by Falcosidekick alone, an id; the events' own ids tell repetitions apart.
    return key.ok ? ok({}) : key;
  },
  framing: () => ({ as: 'document', lists: [] }),
  read(into, { value, at }) {
    if (!isObject(value) || formatOf(value) !== 'falco.event')
      return into.reject(
        at(),
        'not a Falco alert: rule, priority, time and output_fields or output are needed; set json_output',
      );
    into.add('falco.event', value, at);
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
