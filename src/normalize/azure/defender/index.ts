import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { readAlert, type Alert } from './read-alert.ts';
import { tacticsOf } from './tactics.ts';
import { entitiesOf, observablesOf } from './things.ts';

/** Defender has no word above High. */
const SEVERITY_ID: Readonly<Record<string, number>> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };
const severityId = (alert: Alert): number => {
  const word = alert.severity.toLowerCase();
  return Object.hasOwn(SEVERITY_ID, word) ? SEVERITY_ID[word]! : 1;
};
const isSettled = (alert: Alert): boolean => /^(?:resolved|dismissed)$/i.test(alert.status);

/**
 * Alerts of Microsoft Defender: for Cloud (continuous export and API), XDR and its companions (Graph `alerts_v2`, the `AlertInfo`
 * stream). The forms are in read-alert.ts.
 */
export const defender = {
  format: 'azure.defender',
  logsource: { product: 'azure', service: 'defender' },
  facts(record) {
    const alert = readAlert(record);
    if (alert === undefined) return err('neither an alert of Defender for Cloud nor one of Defender XDR');
    if (alert.changed === undefined) return err('the alert has no time');
    const account = alert.subscription ?? alert.tenant;
    return ok({
      // An alert is sent again whenever it changes.
      uid: `${alert.id.slice(0, 200)}:${alert.changed}`,
      time: alert.changed,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    const alert = readAlert(record);
    return alert === undefined ? [] : entitiesOf(alert);
  },
  toOcsf(record, facts) {
    const alert = readAlert(record);
    const settled = alert !== undefined && isSettled(alert);
    return findingEvent(
      {
        product: alert?.product ?? 'Microsoft Defender',
        vendor: 'Microsoft',
        cloud: 'Azure',
        uid: alert?.id ?? facts.uid,
        title: alert?.title ?? 'Defender alert',
        description: alert?.description,
        types: [alert?.type ?? 'unknown'],
        severityId: alert === undefined ? 1 : severityId(alert),
        state: settled ? 'closed' : alert?.created === alert?.changed ? 'new' : 'updated',
        firstSeen: alert?.first,
        lastSeen: alert?.last,
        resources: alert === undefined ? [] : entitiesOf(alert).map((e) => ({ uid: e.id, type: e.type })),
        unmapped: {
          entities: alert?.things ?? [],
          extendedProperties: own(record, 'ExtendedProperties') ?? null,
          incidentId: own(record, 'incidentId') ?? null,
        },
      },
      facts,
    );
  },
  observables(record) {
    const alert = readAlert(record);
    return alert === undefined ? [] : observablesOf(alert);
  },
  verdict(record) {
    const alert = readAlert(record);
    if (alert === undefined || isSettled(alert)) return undefined;
    return {
      ruleId: `azure.defender:${alert.type}`.slice(0, 200),
      title: alert.title.slice(0, 300),
      severity: severityId(alert),
      confidence: 75,
      techniques: alert.techniques,
      tactics: tacticsOf(alert.intent),
    };
  },
} satisfies Normalizer;
