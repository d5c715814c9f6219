import type { OcsfEvent } from '../../../contracts/event.ts';
import { defined, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { guid, principalOf, propertiesOf } from '../people.ts';
import { addressOfSignIn, errorOf, personOf } from './people.ts';

/** Authentication (3002): https://schema.ocsf.io/1.5.0/classes/authentication */
const CLASS = 3002;
const LOGON = 1;
/** OCSF severities of Entra's risk levels; any other word is no risk. */
const SEVERITY_BY_RISK: Readonly<Record<string, number>> = { low: 2, medium: 3, high: 4 };

/** A sign-in as OCSF Authentication. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const p = propertiesOf(record);
  const person = personOf(record);
  const address = addressOfSignIn(record);
  const error = errorOf(record);
  const risk = text(p, 'riskLevelDuringSignIn') ?? '';
  const requirement = text(p, 'authenticationRequirement');
  const interactive = own(p, 'isInteractive');
  const agent = text(p, 'userAgent');
  const protocol = text(p, 'authenticationProtocol');
  const user = defined<NonNullable<OcsfEvent['user']>>({
    type: person?.type ?? 'Unknown',
    uid: principalOf(person),
    name: person?.name ?? person?.display ?? 'unknown',
    credential_uid: person?.app,
    account: undefined,
  });
  const session = text(p, 'uniqueTokenIdentifier');
  return defined<OcsfEvent>({
    class_uid: CLASS,
    category_uid: 3,
    activity_id: LOGON,
    type_uid: CLASS * 100 + LOGON,
    severity_id: Object.hasOwn(SEVERITY_BY_RISK, risk) ? SEVERITY_BY_RISK[risk]! : 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Entra ID', vendor_name: 'Microsoft' },
      log_name: text(record, 'category') ?? 'signIns',
      profiles: ['cloud'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_code: error === undefined ? undefined : String(error),
    status_detail: error === 0 ? undefined : (text(p, 'status', 'failureReason') ?? text(record, 'resultDescription')),
    actor: { user },
    user,
    service: defined<NonNullable<OcsfEvent['service']>>({
      name: text(p, 'resourceDisplayName') ?? text(p, 'appDisplayName') ?? 'Entra ID',
      uid: guid(text(p, 'resourceId')) ?? guid(text(p, 'appId')),
    }),
    auth_protocol: protocol === 'none' ? undefined : protocol,
    is_mfa: requirement === undefined ? undefined : requirement === 'multiFactorAuthentication',
    is_remote: true,
    logon_type: interactive === true ? 'Interactive' : interactive === false ? 'Non-interactive' : undefined,
    session: session === undefined ? undefined : { uid: session },
    http_request: agent === undefined ? undefined : { user_agent: agent },
    src_endpoint: address === undefined ? undefined : { ip: address },
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'Azure',
      region: undefined,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    unmapped: defined<Record<string, unknown>>({
      appDisplayName: text(p, 'appDisplayName'),
      appId: text(p, 'appId'),
      clientAppUsed: text(p, 'clientAppUsed'),
      conditionalAccessStatus: text(p, 'conditionalAccessStatus'),
      deviceDetail: own(p, 'deviceDetail'),
      location: own(p, 'location'),
      riskEventTypes: own(p, 'riskEventTypes_v2'),
      riskState: text(p, 'riskState'),
    }),
  });
}
