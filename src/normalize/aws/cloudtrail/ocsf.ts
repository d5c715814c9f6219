import type { OcsfEvent } from '../../../contracts/event.ts';
import type { EventFacts } from '../../types.ts';
import { endpointOf, kindOf } from '../../ocsf-parts.ts';
import { defined, list, OCSF_VERSION, text } from '../../read.ts';
import { addressOf, identityOf } from './identity.ts';
import { signInActivity } from './sign-in.ts';

/** API Activity (6003): https://schema.ocsf.io/1.5.0/classes/api_activity */
export const API_ACTIVITY = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;
const AUTHENTICATION = 3002;
const API = 6003;

const CREATE = /^(Create|Run|Put|Add|Attach|Allocate|Register|Import|Copy|Start|Enable|Authorize|Generate)/;
const READ = /^(Get|List|Describe|Head|Lookup|Search|Query|Scan|BatchGet|Decrypt|Select|View)/;
const UPDATE = /^(Update|Modify|Set|Change|Replace|Associate|Tag|Reset|Restore|Rotate|Send|Upload|Deactivate|Activate)/;
const DELETE =
  /^(Delete|Terminate|Remove|Detach|Revoke|Stop|Disable|Deregister|Cancel|Release|Disassociate|Untag|Schedule.*Deletion)/;

export function apiActivity(operation: string): number {
  if (DELETE.test(operation)) return API_ACTIVITY.delete;
  if (READ.test(operation)) return API_ACTIVITY.read;
  if (UPDATE.test(operation)) return API_ACTIVITY.update;
  return CREATE.test(operation) ? API_ACTIVITY.create : API_ACTIVITY.other;
}

/** Whether a sign-in was by two factors, as far as it says. */
function mfaOf(record: Record<string, unknown>): boolean | undefined {
  const used = text(record, 'additionalEventData', 'MFAUsed');
  return used === undefined ? undefined : used === 'Yes';
}

/** Members that have a place of their own in the event, or are what it says anyhow; the rest goes to `unmapped`. */
const MAPPED: ReadonlySet<string> = new Set([
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestID',
  'eventID',
  'recipientAccountId',
  'resources',
]);
/** A record has about thirty members; one by a stranger may have more. */
const UNMAPPED_MAX = 40;

/** Also who a role's session was taken for, which OCSF has no place for. */
function unmappedOf(record: Record<string, unknown>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(record).slice(0, UNMAPPED_MAX))
    if (!MAPPED.has(name) && name !== '__proto__') rest[name] = record[name];
  const source = text(record, 'userIdentity', 'sessionContext', 'sourceIdentity');
  if (source !== undefined) rest['sourceIdentity'] = source;
  return rest;
}

/** A CloudTrail record as OCSF: console sign-ins are Authentication (3002), all else API Activity (6003). */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const who = identityOf(record);
  const operation = text(record, 'eventName') ?? 'unknown';
  const stage = signInActivity(record);
  const signIn = stage !== undefined;
  const activity = stage ?? apiActivity(operation);
  const classUid = signIn ? AUTHENTICATION : API;
  const user = defined<NonNullable<OcsfEvent['user']>>({
    type: who.type,
    uid: who.principal,
    // Somebody it must be: of nobody else is anything known.
    name: who.userName ?? (who.principal === undefined && who.account === undefined ? 'unknown' : undefined),
    credential_uid: who.accessKeyId,
    account: who.account === undefined ? undefined : { uid: who.account },
  });
  return defined<OcsfEvent>({
    ...kindOf(classUid, activity, operation),
    severity_id: 1,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'CloudTrail', vendor_name: 'AWS' },
      event_code: text(record, 'eventType'),
      log_name: undefined,
      original_time: text(record, 'eventTime'),
      profiles: ['cloud'],
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_detail: text(record, 'errorCode'),
    message: text(record, 'errorMessage'),
    actor: defined<NonNullable<OcsfEvent['actor']>>({
      user,
      session:
        who.session === undefined && who.mfa === undefined
          ? undefined
          : defined<NonNullable<NonNullable<OcsfEvent['actor']>['session']>>({
              uid: who.session,
              issuer: who.session === undefined ? undefined : who.principal,
              is_mfa: who.mfa,
              created_time: undefined,
            }),
      invoked_by: who.invokedBy,
    }),
    user: signIn ? user : undefined,
    api: defined<NonNullable<OcsfEvent['api']>>({
      operation,
      service: { name: text(record, 'eventSource') ?? 'unknown' },
      request: text(record, 'requestID') === undefined ? undefined : { uid: text(record, 'requestID')! },
      response:
        text(record, 'errorCode') === undefined
          ? undefined
          : defined<{ error?: string; message?: string }>({
              error: text(record, 'errorCode'),
              message: text(record, 'errorMessage'),
            }),
    }),
    http_request: text(record, 'userAgent') === undefined ? undefined : { user_agent: text(record, 'userAgent')! },
    // Its class needs one, and AWS leaves it out of what it does by itself.
    src_endpoint: endpointOf(addressOf(record) ?? who.invokedBy ?? text(record, 'eventSource') ?? 'unknown'),
    dst_endpoint: undefined,
    connection_info: undefined,
    traffic: undefined,
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'AWS',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    // What is signed in to, which its class needs; a call's resources are no field of it.
    service: signIn ? { name: text(record, 'eventSource') ?? 'signin.amazonaws.com' } : undefined,
    is_mfa: signIn ? mfaOf(record) : undefined,
    resources: signIn
      ? undefined
      : list(record, 'resources')
          .map((r) => ({
            uid: text(r, 'ARN') ?? text(r, 'arn') ?? '',
            ...(text(r, 'type') === undefined ? {} : { type: text(r, 'type')! }),
          }))
          .filter((r) => r.uid !== '')
          .slice(0, 20),
    finding_info: undefined,
    unmapped: unmappedOf(record),
  });
}
