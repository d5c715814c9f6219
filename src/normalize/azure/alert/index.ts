import type { Entity } from '../../../contracts/entity.ts';
import type { Observable } from '../../../contracts/delivery.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { at, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { addressOf, Entities, guid, resourceId, subscriptionOf, userName } from '../people.ts';

const essentialsOf = (record: Record<string, unknown>): unknown => at(record, 'data', 'essentials');
const contextOf = (record: Record<string, unknown>): unknown => at(record, 'data', 'alertContext');

const SEVERITY_ID: Readonly<Record<string, number>> = { Sev0: 5, Sev1: 4, Sev2: 3, Sev3: 2, Sev4: 1 };
const severityId = (record: Record<string, unknown>): number => {
  const word = text(essentialsOf(record), 'severity') ?? '';
  return Object.hasOwn(SEVERITY_ID, word) ? SEVERITY_ID[word]! : 1;
};

/**
 * Services whose alerts are about machines and not about people: a full disk is Sev0 too. They are kept and shown, and count as low.
 * https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema
 */
const OPERATIONS = new Set([
  'Platform',
  'ServiceHealth',
  'Resource Health',
  'Application Insights',
  'SmartDetector',
  'VM Insights - Health',
  'Activity Log - Autoscale',
]);
const OPERATIONS_MOST = 2;

const isResolved = (record: Record<string, unknown>): boolean =>
  text(essentialsOf(record), 'monitorCondition') === 'Resolved';

/** `resolvedDateTime` of one that is over, `firedDateTime` of one that is not. */
const timeOf = (record: Record<string, unknown>): number | undefined =>
  (isResolved(record) ? time(own(essentialsOf(record), 'resolvedDateTime')) : undefined) ??
  time(own(essentialsOf(record), 'firedDateTime'));

const targetsOf = (record: Record<string, unknown>): string[] =>
  list(essentialsOf(record), 'alertTargetIDs')
    .filter((id): id is string => typeof id === 'string' && id !== '')
    .slice(0, 20)
    .map((id) => resourceId(id.slice(0, 2_000))!);

function accountOf(record: Record<string, unknown>): string | undefined {
  const account =
    subscriptionOf(text(essentialsOf(record), 'alertId')) ??
    targetsOf(record)
      .map((id) => subscriptionOf(id))
      .find((s) => s !== undefined);
  return account?.slice(0, 64);
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const to = new Entities(accountOf(record));
  const context = contextOf(record);
  const caller = text(context, 'caller');
  to.add('principal', guid(caller), 'actor');
  to.add('user', userName(caller), 'actor', userName(caller));
  to.address(addressOf(text(context, 'httpRequest', 'clientIpAddress')));
  for (const id of targetsOf(record)) to.add('resource', id, 'target', id.slice(id.lastIndexOf('/') + 1));
  return to.found;
}

/** Azure Monitor alerts in the common alert schema. */
export const alert = {
  format: 'azure.alert',
  logsource: { product: 'azure', service: 'alert' },
  facts(record) {
    const essentials = essentialsOf(record);
    const id = text(essentials, 'alertId');
    if (id === undefined) return err('data.essentials.alertId is missing');
    const when = timeOf(record);
    if (when === undefined) return err('data.essentials.firedDateTime is missing or no time');
    const account = accountOf(record);
    const state = text(essentials, 'monitorCondition') ?? 'Fired';
    return ok({
      // One alert is told of twice: when it fires and when it is over.
      uid: `${id.slice(id.lastIndexOf('/') + 1).slice(0, 150)}:${state.slice(0, 20)}:${when}`,
      time: when,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf(record, facts) {
    const essentials = essentialsOf(record);
    const rule = text(essentials, 'alertRule') ?? 'Azure Monitor alert';
    const fired = time(own(essentials, 'firedDateTime'));
    return findingEvent(
      {
        product: 'Azure Monitor',
        vendor: 'Microsoft',
        cloud: 'Azure',
        uid: text(essentials, 'alertId') ?? facts.uid,
        title: rule,
        description: text(essentials, 'description'),
        types: [text(essentials, 'monitoringService') ?? 'unknown'],
        severityId: severityId(record),
        state: isResolved(record) ? 'closed' : 'new',
        firstSeen: fired,
        lastSeen: timeOf(record),
        resources: targetsOf(record).map((uid) => ({ uid })),
        unmapped: {
          alertContext: contextOf(record) ?? null,
          customProperties: at(record, 'data', 'customProperties') ?? null,
          signalType: text(essentials, 'signalType') ?? null,
        },
      },
      facts,
    );
  },
  observables: (record) =>
    entitiesOf(record).flatMap((e): [Observable['type'], string][] => (e.type === 'ip' ? [['ip', e.id]] : [])),
  verdict(record) {
    if (isResolved(record)) return undefined;
    const essentials = essentialsOf(record);
    const service = text(essentials, 'monitoringService') ?? '';
    const rule = text(essentials, 'alertRule') ?? 'unknown';
    const own = severityId(record);
    return {
      ruleId: `azure.alert:${rule}`.slice(0, 200),
      title: rule.slice(0, 300),
      severity: OPERATIONS.has(service) ? Math.min(OPERATIONS_MOST, own) : own,
      confidence: 50,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
