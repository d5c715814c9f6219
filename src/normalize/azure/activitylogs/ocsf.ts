import type { OcsfEvent } from '../../../contracts/event.ts';
import { kindOf } from '../../ocsf-parts.ts';
import { defined, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { principalOf } from '../people.ts';
import { callerAddress, callerOf, hadSecondFactor } from './identity.ts';

/** API Activity (6003): https://schema.ocsf.io/1.5.0/classes/api_activity */
const CLASS = 6003;
const CREATE = 1;
const READ = 2;
const UPDATE = 3;
const DELETE = 4;
const OTHER = 99;

/** `Microsoft.Compute/virtualMachines/write`; empty if there is none. */
export const operationOf = (record: Record<string, unknown>): string =>
  text(record, 'operationName', 'value') ?? text(record, 'operationName') ?? '';

/** By the last word of the operation. `write` makes or changes; only the answer's status tells which. */
export function activityOf(record: Record<string, unknown>): number {
  const operation = operationOf(record).toLowerCase();
  if (operation.endsWith('/delete')) return DELETE;
  if (operation.endsWith('/read')) return READ;
  if (operation.endsWith('/action')) return /\/(?:list|get)[a-z]*\/action$/.test(operation) ? READ : OTHER;
  if (!operation.endsWith('/write')) return OTHER;
  const status = text(record, 'properties', 'statusCode') ?? text(record, 'subStatus', 'value');
  return status === 'Created' ? CREATE : UPDATE;
}

/** An Activity Log record as OCSF. `resource`: the id of what it is about. */
export function toOcsf(record: Record<string, unknown>, facts: EventFacts, resource: string | undefined): OcsfEvent {
  const activity = activityOf(record);
  const caller = callerOf(record);
  const address = callerAddress(record);
  const operation = operationOf(record);
  const service = operation.split('/')[0] ?? '';
  const correlation = text(record, 'correlationId');
  const mfa = hadSecondFactor(record);
  return defined<OcsfEvent>({
    ...kindOf(CLASS, activity, operation === '' ? undefined : operation),
    severity_id: 1,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Activity Log', vendor_name: 'Microsoft' },
      profiles: ['cloud'],
    },
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_detail:
      text(record, 'subStatus', 'value') ?? text(record, 'resultSignature') ?? text(record, 'properties', 'statusCode'),
    message: text(record, 'description'),
    actor:
      caller === undefined
        ? { invoked_by: service }
        : defined<NonNullable<OcsfEvent['actor']>>({
            user: defined<NonNullable<OcsfEvent['user']>>({
              type: caller.type,
              uid: principalOf(caller),
              name: caller.name ?? caller.display,
              credential_uid: caller.app,
              account: undefined,
            }),
            session: mfa === undefined ? undefined : { is_mfa: mfa },
            invoked_by: undefined,
          }),
    api: defined<NonNullable<OcsfEvent['api']>>({
      operation,
      service: { name: service },
      request: correlation === undefined ? undefined : { uid: correlation },
      response: undefined,
    }),
    src_endpoint: address === undefined ? { svc_name: service } : { ip: address },
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'Azure',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
    resources:
      resource === undefined
        ? undefined
        : [{ uid: resource, name: resource.slice(resource.lastIndexOf('/') + 1), type: typeOf(resource) }],
    unmapped: defined<Record<string, unknown>>({
      category: text(record, 'category', 'value') ?? text(record, 'category'),
      level: text(record, 'level'),
      properties: own(record, 'properties'),
      tenantId: text(record, 'tenantId'),
    }),
  });
}

/** `microsoft.compute/virtualmachines` of a resource id, the subscription's or group's own where there is no provider. */
function typeOf(resource: string): string {
  const [, after] = resource.split('/providers/').slice(-2);
  if (after === undefined) return resource.includes('/resourcegroups/') ? 'resource group' : 'subscription';
  const parts = after.split('/');
  return [parts[0], ...parts.slice(1).filter((_, i) => i % 2 === 0)].join('/');
}
