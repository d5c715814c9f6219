import type { OcsfEvent } from '../../../contracts/event.ts';
import { kindOf as partsOf } from '../../ocsf-parts.ts';
import { defined, integer, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { addressesOf } from './entities.ts';
import { kindOf, objectOf } from './names.ts';

/** API Activity: https://schema.ocsf.io/1.5.0/classes/api_activity */
const API_ACTIVITY = 6003;
const OTHER = 99;
/** Verbs of the API and of paths that are no object's: https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
const ACTIVITY_BY_VERB: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['get', 2],
  ['list', 2],
  ['watch', 2],
  ['head', 2],
  ['update', 3],
  ['patch', 3],
  ['delete', 4],
  ['deletecollection', 4],
]);
export const activityOf = (record: Record<string, unknown>): number =>
  ACTIVITY_BY_VERB.get(text(record, 'verb') ?? '') ?? OTHER;

/** `create pods/exec`, or `get /version` for what is no object. */
export function operationOf(record: Record<string, unknown>): string {
  const verb = text(record, 'verb') ?? 'unknown';
  const resource = text(record, 'objectRef', 'resource');
  const sub = text(record, 'objectRef', 'subresource');
  const path = text(record, 'requestURI')?.split('?', 1)[0];
  const what = resource === undefined ? (path ?? '') : sub === undefined ? resource : `${resource}/${sub}`;
  return `${verb} ${what}`.trim().slice(0, 200);
}

const INFORMATIONAL = 1;
const UNMAPPED = [
  'level',
  'stage',
  'verb',
  'objectRef',
  'user',
  'impersonatedUser',
  'sourceIPs',
  'annotations',
  'requestObject',
  'responseObject',
] as const;

/** An audit event as OCSF API Activity. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const activity = activityOf(record);
  const user = own(record, 'user');
  const username = text(user, 'username');
  const code = integer(record, 'responseStatus', 'code');
  const reason = text(record, 'responseStatus', 'reason');
  const said = text(record, 'responseStatus', 'message');
  const object = objectOf(record);
  const [path, query] = (text(record, 'requestURI') ?? '').split('?', 2);
  const { own: address } = addressesOf(record);
  return defined<OcsfEvent>({
    ...partsOf(API_ACTIVITY, activity, text(record, 'verb')),
    severity_id: INFORMATIONAL,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Kubernetes', vendor_name: 'Kubernetes', feature: { name: 'audit' } },
      event_code: text(record, 'stage'),
      original_time: text(record, 'stageTimestamp') ?? text(record, 'requestReceivedTimestamp'),
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_code: code === undefined ? undefined : String(code),
    status_detail: reason,
    message: said,
    actor: {
      user: defined<NonNullable<OcsfEvent['user']>>({
        type: username === undefined ? undefined : kindOf(username),
        uid: text(user, 'uid'),
        name: username ?? 'unknown',
      }),
    },
    api: defined<NonNullable<OcsfEvent['api']>>({
      operation: operationOf(record),
      service: { name: text(record, 'objectRef', 'apiGroup') ?? 'kube-apiserver' },
      request: text(record, 'auditID') === undefined ? undefined : { uid: text(record, 'auditID')! },
      response:
        facts.outcome === 'failure'
          ? defined<{ error?: string; message?: string }>({ error: reason, message: said })
          : undefined,
    }),
    http_request: defined<NonNullable<OcsfEvent['http_request']>>({
      user_agent: text(record, 'userAgent'),
      url: path
        ? defined<NonNullable<NonNullable<OcsfEvent['http_request']>['url']>>({
            path,
            query_string: query,
          })
        : undefined,
    }),
    http_response: code === undefined ? undefined : { code },
    src_endpoint: address === undefined ? { svc_name: 'kube-apiserver' } : { ip: address },
    resources:
      object === undefined
        ? undefined
        : [{ uid: object.path, type: object.type, ...(object.name === undefined ? {} : { name: object.name }) }],
    unmapped: Object.fromEntries(
      UNMAPPED.filter((name) => own(record, name) !== undefined).map((name) => [name, own(record, name)]),
    ),
  });
}
