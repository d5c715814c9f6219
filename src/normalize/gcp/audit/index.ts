import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { at, isAddress, list, number, own, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { accountOf, locationOf, timeOf, uidOf } from '../log-entry.ts';
import { entitiesOf } from './entities.ts';
import { identityOf } from './identity.ts';
import { isSignIn, signInFailed, traitActivity } from './method.ts';
import { toOcsf } from './ocsf.ts';

/** A call failed if its status says so, if a permission was missing, or, for Compute Engine, if its answer holds an error. */
function outcomeOf(record: Record<string, unknown>): EventFacts['outcome'] {
  if (isSignIn(record)) return signInFailed(record) ? 'failure' : 'success';
  const payload = at(record, 'protoPayload');
  if ((number(payload, 'status', 'code') ?? 0) !== 0) return 'failure';
  if (own(at(payload, 'response'), 'error') !== undefined) return 'failure';
  return list(payload, 'authorizationInfo').some((a) => own(a, 'granted') === false) ? 'failure' : 'success';
}

function traitsOf(record: Record<string, unknown>): EventTraits {
  const who = identityOf(record);
  const request = at(record, 'protoPayload', 'requestMetadata');
  const address = text(request, 'callerIp');
  const agent = text(request, 'callerSuppliedUserAgent');
  const byService = who.type === 'GoogleService';
  return {
    byService,
    activity: traitActivity(record),
    principalType: who.type,
    ...(byService || who.type === 'Anonymous' || who.principal === undefined ? {} : { principal: who.principal }),
    ...(who.key === undefined ? {} : { accessKey: who.key }),
    ...(address !== undefined && isAddress(address) ? { address } : {}),
    ...(agent === undefined ? {} : { userAgent: agent }),
  };
}

/** Cloud Audit Logs: https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog */
export const audit = {
  format: 'gcp.audit',
  logsource: { product: 'gcp', service: 'gcp.audit' },
  facts(record) {
    const time = timeOf(record);
    if (time === undefined) return err('timestamp is missing or no time');
    const method = text(record, 'protoPayload', 'methodName');
    const service = text(record, 'protoPayload', 'serviceName');
    if (method === undefined || service === undefined)
      return err('protoPayload.methodName and protoPayload.serviceName are needed');
    const account = accountOf(record);
    const region = locationOf(record);
    return ok({
      uid: uidOf(record),
      time,
      operation: `${service}:${method}`.slice(0, 200),
      outcome: outcomeOf(record),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits: traitsOf,
  observables(record) {
    const { address, userAgent, accessKey } = traitsOf(record);
    const found: [Observable['type'], string][] = [];
    if (address !== undefined) found.push(['ip', address]);
    if (accessKey !== undefined) found.push(['access_key', accessKey]);
    if (userAgent !== undefined && userAgent.length <= 512) found.push(['user_agent', userAgent]);
    return found;
  },
} satisfies Normalizer;
