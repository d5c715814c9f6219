import { isFields, own, text, time } from '../../read.ts';
import { guid, propertiesOf } from '../people.ts';
import type { Alert } from './read-alert.ts';

const SETTLED = new Set(['confirmedSafe', 'remediated', 'dismissed']);

/**
 * A risk that Entra ID Protection detected, as evidence of the same kinds as an alert's; undefined if it is none. Exported as
 * `UserRiskEvents` and `ServicePrincipalRiskEvents`, or Graph's `riskDetection`:
 * https://learn.microsoft.com/en-us/graph/api/resources/riskdetection
 */
export function readRisk(record: Record<string, unknown>): Alert | undefined {
  const p = propertiesOf(record);
  const id = text(p, 'id');
  const type = text(p, 'riskEventType');
  if (!isFields(p) || id === undefined || type === undefined) return undefined;
  const detected = time(own(p, 'detectedDateTime'));
  const level = text(p, 'riskLevel') ?? '';
  const evidence = (kind: string, fields: object): object => ({
    '@odata.type': `#microsoft.graph.security.${kind}`,
    ...fields,
  });
  return {
    id,
    type,
    title: `Risk detected: ${type}`,
    description: text(p, 'riskDetail') === 'none' ? undefined : text(p, 'riskDetail'),
    product: 'Microsoft Entra ID Protection',
    // `hidden` and `none` are no level.
    severity: level,
    status: SETTLED.has(text(p, 'riskState') ?? '') ? 'resolved' : '',
    changed: time(own(p, 'lastUpdatedDateTime')) ?? detected ?? time(own(record, 'time')),
    created: detected,
    first: time(own(p, 'activityDateTime')),
    last: undefined,
    tenant: guid(text(record, 'tenantId')),
    subscription: undefined,
    intent: 'InitialAccess',
    techniques: ['T1078.004'],
    things: [
      evidence('userEvidence', {
        userAccount: {
          azureAdUserId: own(p, 'userId'),
          userPrincipalName: own(p, 'userPrincipalName'),
          displayName: own(p, 'userDisplayName'),
        },
      }),
      evidence('servicePrincipalEvidence', {
        objectId: own(p, 'servicePrincipalId'),
        appId: own(p, 'servicePrincipalId') === undefined ? undefined : own(p, 'appId'),
        displayName: own(p, 'servicePrincipalDisplayName'),
      }),
      evidence('ipEvidence', { ipAddress: own(p, 'ipAddress') }),
    ],
    resources: [],
  };
}
