import type { OcsfEvent } from '../../../contracts/event.ts';
import { endpointOf, kindOf } from '../../ocsf-parts.ts';
import { at, defined, list, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { identityOf } from './identity.ts';
import { ACTIVITY_IDS, activityOf, isSignIn, isSignOut } from './method.ts';

/** https://schema.ocsf.io/1.5.0/classes/api_activity and /authentication */
const API_ACTIVITY = 6003;
const AUTHENTICATION = 3002;
const LOGON = 1;
const LOGOFF = 2;

type Of<K extends keyof OcsfEvent> = NonNullable<OcsfEvent[K]>;

function responseOf(record: Record<string, unknown>): Of<'api'>['response'] {
  const status = at(record, 'protoPayload', 'status');
  const code = own(status, 'code');
  if (typeof code !== 'number' || code === 0) return undefined;
  return defined<{ error?: string; message?: string }>({ error: String(code), message: text(status, 'message') });
}

function resourcesOf(record: Record<string, unknown>): Of<'resources'> {
  const type = text(record, 'resource', 'type');
  const names = [
    text(record, 'protoPayload', 'resourceName'),
    ...list(record, 'protoPayload', 'authorizationInfo').map((a) => text(a, 'resource')),
  ];
  const unique = [...new Set(names.filter((n): n is string => n !== undefined))].slice(0, 20);
  return unique.map((uid, i) => (i === 0 && type !== undefined ? { uid, type } : { uid }));
}

/**
 * An audit log as OCSF: sign-ins are Authentication (3002), all else API Activity (6003). Changes of IAM policies stay API Activity
 * too: one call gives and takes many roles of many members, where User Access Management (3005) has one user.
 */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const payload = at(record, 'protoPayload');
  const who = identityOf(record);
  const method = text(payload, 'methodName') ?? 'unknown';
  const service = text(payload, 'serviceName') ?? 'unknown';
  const signIn = isSignIn(record);
  const classUid = signIn ? AUTHENTICATION : API_ACTIVITY;
  const activity = signIn ? (isSignOut(record) ? LOGOFF : LOGON) : ACTIVITY_IDS[activityOf(method)];
  const address = text(payload, 'requestMetadata', 'callerIp');
  const agent = text(payload, 'requestMetadata', 'callerSuppliedUserAgent');
  const response = responseOf(record);
  const operation = text(record, 'operation', 'id');
  const user = defined<Of<'user'>>({
    type: who.type,
    uid: who.principal,
    name: who.principal ?? 'unknown',
    credential_uid: who.key,
    account: facts.account === undefined ? undefined : { uid: facts.account },
  });
  return {
    ...kindOf(classUid, activity, method),
    severity_id: 1,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Cloud Audit Logs', vendor_name: 'Google Cloud' },
      event_code: method,
      log_name: text(record, 'logName'),
      original_time: text(record, 'timestamp'),
      profiles: ['cloud'],
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    ...(response?.error === undefined ? {} : { status_code: response.error }),
    ...(response?.message === undefined ? {} : { status_detail: response.message }),
    actor: defined<Of<'actor'>>({ user, invoked_by: who.delegates.at(-1) }),
    ...(signIn ? { user, service: { name: service }, is_remote: true } : {}),
    api: defined<Of<'api'>>({
      operation: method,
      service: { name: service },
      request: operation === undefined ? undefined : { uid: operation },
      response,
    }),
    ...(agent === undefined ? {} : { http_request: { user_agent: agent } }),
    // API Activity needs one; Google's own doings come from nowhere.
    src_endpoint: address === undefined ? { name: 'unknown' } : endpointOf(address),
    cloud: defined<Of<'cloud'>>({
      provider: 'GCP',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    // Authentication has no resources.
    ...(signIn ? {} : { resources: resourcesOf(record) }),
    unmapped: defined<Record<string, unknown>>({
      request: own(payload, 'request'),
      response: own(payload, 'response'),
      serviceData: own(payload, 'serviceData'),
      metadata: own(payload, 'metadata'),
      labels: at(record, 'resource', 'labels'),
      severity: text(record, 'severity'),
    }),
  };
}
