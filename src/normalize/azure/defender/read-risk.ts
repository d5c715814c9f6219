import { isFields, own, text, time } from '../../read.ts';
import { guid, propertiesOf } from '../people.ts';
import type { Alert } from './read-alert.ts';

const SETTLED = new Set(['confirmedSafe', 'remediated', 'dismissed']);

/** Somebody's risk as a whole (`RiskyUsers`, `RiskyServicePrincipals`), which has no type and whose id is the person's. */
const RISKY: Readonly<Record<string, { type: string; title: string; id: string }>> = {
  RiskyUsers: { type: 'riskyUser', title: 'User at risk', id: 'userId' },
  RiskyServicePrincipals: { type: 'riskyServicePrincipal', title: 'Application at risk', id: 'servicePrincipalId' },
};

/** The same with the fields of a detection. */
function ofRisky(record: Record<string, unknown>, p: Record<string, unknown>): Record<string, unknown> {
  const category = text(record, 'category') ?? '';
  // Graph says no category: the sum of a user's risks has their name, an application's has none.
  const named = text(p, 'userPrincipalName') === undefined ? 'RiskyServicePrincipals' : 'RiskyUsers';
  const isSum = text(p, 'riskEventType') === undefined && text(p, 'riskLastUpdatedDateTime') !== undefined;
  const kind = isSum ? named : category;
  const risky = Object.hasOwn(RISKY, kind) ? RISKY[kind] : undefined;
  if (risky === undefined) return p;
  return {
    ...p,
    riskEventType: risky.type,
    title: risky.title,
    [risky.id]: own(p, 'id'),
    lastUpdatedDateTime: own(p, 'riskLastUpdatedDateTime'),
    servicePrincipalDisplayName: own(p, 'displayName'),
  };
}

/**
 * A risk that Entra ID Protection detected, as evidence of the same kinds as an alert's; undefined if it is none. Exported as
 * `UserRiskEvents` and `ServicePrincipalRiskEvents`, or Graph's `riskDetection`, and the sum of them for somebody:
 * https://learn.microsoft.com/en-us/graph/api/resources/riskdetection
 */
export function readRisk(record: Record<string, unknown>): Alert | undefined {
  const said = propertiesOf(record);
  if (!isFields(said)) return undefined;
  const p = ofRisky(record, said);
  const id = text(p, 'id');
  const type = text(p, 'riskEventType');
  if (id === undefined || type === undefined) return undefined;
  const detected = time(own(p, 'detectedDateTime'));
  const level = text(p, 'riskLevel') ?? '';
  const evidence = (kind: string, fields: object): object => ({
    '@odata.type': `#microsoft.graph.security.${kind}`,
    ...fields,
  });
  return {
    id,
    type,
    title: text(p, 'title') ?? `Risk detected: ${type}`,
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
