import type { OcsfEvent } from '../../../contracts/event.ts';
import type { EventFacts } from '../../types.ts';
import { defined, isAddress, list, OCSF_VERSION, own, text } from '../../read.ts';
import { addressOf, identityOf } from './identity.ts';

/** API Activity (6003): https://schema.ocsf.io/1.5.0/classes/api_activity */
export const API_ACTIVITY = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;
/** Authentication (3002): https://schema.ocsf.io/1.5.0/classes/authentication */
const LOGON = 1;

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

/** People signing in; the issuing of role credentials is an API call like any other here. */
export const isSignIn = (record: Record<string, unknown>): boolean =>
  text(record, 'eventSource') === 'signin.amazonaws.com' && text(record, 'eventName') === 'ConsoleLogin';

/** Whether a sign-in was by two factors, as far as it says. */
function mfaOf(record: Record<string, unknown>): boolean | undefined {
  const used = text(record, 'additionalEventData', 'MFAUsed');
  return used === undefined ? undefined : used === 'Yes';
}

/** A CloudTrail record as OCSF: console sign-ins are Authentication (3002), all else API Activity (6003). */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const who = identityOf(record);
  const operation = text(record, 'eventName') ?? 'unknown';
  const signIn = isSignIn(record);
  const activity = signIn ? LOGON : apiActivity(operation);
  const classUid = signIn ? 3002 : 6003;
  const address = addressOf(record);
  const user = defined<NonNullable<OcsfEvent['user']>>({
    type: who.type,
    uid: who.principal,
    name: who.userName,
    credential_uid: who.accessKeyId,
    account: who.account === undefined ? undefined : { uid: who.account },
  });
  return defined<OcsfEvent>({
    class_uid: classUid,
    category_uid: signIn ? 3 : 6,
    activity_id: activity,
    type_uid: classUid * 100 + activity,
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
    src_endpoint: address === undefined ? {} : isAddress(address) ? { ip: address } : { svc_name: address },
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
    unmapped: defined<Record<string, unknown>>({
      requestParameters: own(record, 'requestParameters'),
      responseElements: own(record, 'responseElements'),
      additionalEventData: own(record, 'additionalEventData'),
      eventType: text(record, 'eventType'),
    }),
  });
}
