import type { Entity } from '../../../contracts/entity.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { isAddress, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/**
 * Words that people write into the `severity` label → OCSF severity_id. Prometheus prescribes none
 * (https://prometheus.io/docs/practices/alerting/); these are what mixins and Grafana's templates use.
 */
const SEVERITY: ReadonlyMap<string, number> = new Map([
  ['emergency', 5],
  ['critical', 5],
  ['page', 5],
  ['p1', 5],
  ['high', 4],
  ['error', 4],
  ['major', 4],
  ['p2', 4],
  ['warning', 3],
  ['warn', 3],
  ['medium', 3],
  ['minor', 3],
  ['p3', 3],
  ['low', 2],
  ['notice', 2],
  ['p4', 2],
  ['info', 1],
  ['informational', 1],
  ['none', 1],
]);
const UNKNOWN = 0;
const INFORMATIONAL = 1;
/** Most alerts are about health. */
const CONFIDENCE = 40;

const label = (record: Record<string, unknown>, name: string): string | undefined => text(record, 'labels', name);
const severityOf = (record: Record<string, unknown>): number =>
  SEVERITY.get((label(record, 'severity') ?? '').toLowerCase()) ?? UNKNOWN;
const isResolved = (record: Record<string, unknown>): boolean => text(record, 'status') === 'resolved';
const titleOf = (record: Record<string, unknown>): string =>
  text(record, 'annotations', 'summary') ?? label(record, 'alertname') ?? 'Alert';

/** The host of `instance`, which is `host:port` or a URL where an exporter probes others. */
function hostOf(instance: string): string {
  const bracketed = /^\[([0-9a-f:.]{2,45})\](?::[0-9]{1,5})?$/i.exec(instance)?.[1];
  if (bracketed !== undefined) return bracketed;
  const host = instance.replace(/^[a-z]{2,10}:\/\//i, '').split('/', 1)[0] ?? '';
  return host.split(':').length === 2 ? host.slice(0, host.indexOf(':')) : host;
}

/** Pods and nodes by their API path, as Kubernetes' own audit log names them; hosts by their name or address. */
function entitiesOf(record: Record<string, unknown>): Entity[] {
  const found: Entity[] = [];
  const add = (type: Entity['type'], id: string, name?: string): void => {
    if (id !== '' && id.length <= 512 && !found.some((e) => e.id === id))
      found.push({ type, id, role: 'target', ...(name === undefined ? {} : { name }) });
  };
  const pod = label(record, 'pod');
  const namespace = label(record, 'namespace');
  const node = label(record, 'node');
  if (pod !== undefined && namespace !== undefined)
    add('resource', `namespaces/${namespace}/pods/${pod}`, pod.slice(0, 512));
  if (node !== undefined) add('resource', `nodes/${node}`, node.slice(0, 512));
  const host = hostOf(label(record, 'instance') ?? '');
  // With a pod the instance is the pod's passing address, or the exporter's that saw it.
  if (found.length === 0 && host !== '') add(isAddress(host) ? 'ip' : 'resource', host);
  return found;
}

const FINGERPRINT_CHARS = 16;
/** What tells one alert from another: its labels, by which an older Alertmanager's is made here. */
const fingerprintOf = (record: Record<string, unknown>): string =>
  text(record, 'fingerprint') ?? digestOf(own(record, 'labels') ?? null).slice(0, FINGERPRINT_CHARS);

/** Alerts of Alertmanager's webhook: https://prometheus.io/docs/alerting/latest/notifications/#alert */
export const alert = {
  format: 'prometheus.alert',
  logsource: { product: 'prometheus', service: 'alertmanager' },
  accountFromKey: true,
  facts(record) {
    const fingerprint = fingerprintOf(record);
    const status = text(record, 'status');
    const starts = text(record, 'startsAt');
    if (fingerprint.length > 128) return err('fingerprint is none');
    if (status === undefined || status.length > 32) return err('status is missing');
    const began = time(starts);
    if (began === undefined) return err('startsAt is missing or no time');
    return ok({
      // The fingerprint is of the labels alone: the same alert fires again with another start.
      uid: `${fingerprint}:${starts ?? ''}:${status}`,
      time: isResolved(record) ? (time(text(record, 'endsAt')) ?? began) : began,
      outcome: 'unknown',
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) =>
    findingEvent(
      {
        product: 'Alertmanager',
        vendor: 'Prometheus',
        cloud: null,
        uid: fingerprintOf(record),
        title: titleOf(record),
        description: text(record, 'annotations', 'description') ?? text(record, 'annotations', 'message'),
        types: [label(record, 'alertname') ?? 'Alert'],
        severityId: severityOf(record),
        state: isResolved(record) ? 'closed' : 'new',
        firstSeen: time(text(record, 'startsAt')),
        lastSeen: facts.time,
        resources: entitiesOf(record).map((e) => ({ uid: e.id, type: e.type })),
        unmapped: {
          status: text(record, 'status') ?? null,
          labels: own(record, 'labels') ?? null,
          annotations: own(record, 'annotations') ?? null,
          generatorURL: text(record, 'generatorURL') ?? null,
        },
      },
      facts,
    ),
  observables: () => [],
  verdict(record) {
    const severity = severityOf(record);
    const name = label(record, 'alertname');
    if (text(record, 'status') !== 'firing' || severity <= INFORMATIONAL || name === undefined) return undefined;
    return {
      ruleId: `prometheus.alert:${name}`.slice(0, 200),
      title: titleOf(record).slice(0, 300),
      severity,
      confidence: CONFIDENCE,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
