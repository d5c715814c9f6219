import { ok } from '../../../../kit/result.ts';
import { isRequestReceived } from '../../../recognise/kubernetes.ts';
import { formatOf } from '../../../recognise/index.ts';
import { isObject } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';
import { statusReply } from './reply.ts';

const MIB = 1024 * 1024;
const BEARER = /^Bearer +(\S+)$/i;

/**
 * The audit webhook backend of kube-apiserver: an `EventList` of audit.k8s.io/v1 a request, 400 events and 10 MiB at most unless
 * told otherwise (`--audit-webhook-batch-max-size`, `--audit-webhook-truncate-max-batch-size`).
 * https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#webhook-backend
 */
export const audit = {
  id: 'kubernetes.audit',
  contentTypes: ['application/json'],
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 10_000, depth: 128 },
  verify(request, grant) {
    const key = checkKey(BEARER.exec(request.headers.get('authorization') ?? '')?.[1], grant);
    // A batch has no id of its own; audit id and stage tell repetitions apart.
    return key.ok ? ok({}) : key;
  },
  framing: () => ({ as: 'document', lists: ['items'], required: true }),
  read(into, { value, at }) {
    // A request is received, perhaps answered in parts, and complete or panicked. The first says nothing that the others lack.
    if (isRequestReceived(value)) return into.skip(at);
    if (!isObject(value) || formatOf(value) !== 'kubernetes.audit')
      return into.reject(at(), 'not an audit event: auditID, stage and level are needed');
    into.add('kubernetes.audit', value, at);
  },
  reply: { accepted: () => new Response(null, { status: 200 }), failed: (_request, failed) => statusReply(failed) },
} as const satisfies Source;
