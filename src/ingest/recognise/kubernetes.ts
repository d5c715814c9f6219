import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

/** The stage that has no outcome yet; a later stage of the same request says the same and more. */
export const isRequestReceived = (event: unknown): boolean =>
  isObject(event) && textOf(event, 'stage') === 'RequestReceived';

const isAuditKind = (v: Obj): boolean => {
  const version = textOf(v, 'apiVersion');
  return version === undefined || version.startsWith('audit.k8s.io/');
};

/**
 * Kubernetes audit events (https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event); in a list
 * they bear no kind. Falco's alerts (https://falco.org/docs/outputs/formatting/), from syscalls and from audit events alike.
 */
export const kubernetes: readonly Recogniser[] = [
  {
    format: 'kubernetes.audit',
    is: (v) =>
      textOf(v, 'auditID') !== undefined &&
      textOf(v, 'stage') !== undefined &&
      textOf(v, 'level') !== undefined &&
      !isRequestReceived(v) &&
      isAuditKind(v),
  },
  {
    format: 'falco.event',
    is: (v) =>
      textOf(v, 'rule') !== undefined &&
      textOf(v, 'priority') !== undefined &&
      textOf(v, 'time') !== undefined &&
      // Falco can be told to leave either of them out (`json_include_output_fields_property`).
      (Object.hasOwn(v, 'output_fields') ||
        (textOf(v, 'output') !== undefined && (textOf(v, 'source') ?? textOf(v, 'hostname')) !== undefined)),
  },
];

const fieldOf = (v: Obj, key: string): Obj => {
  const found = Object.hasOwn(v, key) ? v[key] : undefined;
  return isObject(found) ? found : {};
};
/** When an event of the cluster last happened, in whichever of its fields its writer keeps it. */
const happened = (v: Obj): string | undefined =>
  [
    textOf(fieldOf(v, 'series'), 'lastObservedTime'),
    textOf(v, 'lastTimestamp'),
    textOf(v, 'deprecatedLastTimestamp'),
    textOf(v, 'eventTime'),
    textOf(v, 'firstTimestamp'),
    textOf(fieldOf(v, 'metadata'), 'creationTimestamp'),
  ].find((t) => t !== undefined && t !== '');

/** An event of the cluster (a pod that was killed, an image that is missing), as exporters send them; none of the audit log. */
const isClusterEvent = (v: Obj): boolean =>
  (Object.hasOwn(v, 'involvedObject') || Object.hasOwn(v, 'regarding')) &&
  textOf(v, 'reason') !== undefined &&
  textOf(fieldOf(v, 'metadata'), 'uid') !== undefined &&
  happened(v) !== undefined;

/** The same event is written anew each time that it happens again. */
const ofClusterEvent = (v: Obj): Obj => ({
  ...v,
  time: happened(v),
  event_id: `${textOf(fieldOf(v, 'metadata'), 'uid')}:${happened(v)}`.slice(0, 200),
  event_type: textOf(v, 'reason'),
});

export const kubernetesEnvelopes: readonly Envelope[] = [
  {
    name: 'event of a cluster',
    is: isClusterEvent,
    open: (v) => [{ value: ofClusterEvent(v), at: '', format: 'vedette.event' }],
  },
  {
    name: 'Kubernetes audit event list',
    is: (v) =>
      textOf(v, 'kind') === 'EventList' &&
      (textOf(v, 'apiVersion') ?? '').startsWith('audit.k8s.io/') &&
      Object.hasOwn(v, 'items'),
    open: (v) =>
      Array.isArray(v['items'])
        ? (v['items'] as unknown[]).flatMap((value, i) =>
            isRequestReceived(value) ? [] : [{ value, at: `.items[${i}]` }],
          )
        : 'items is not a list',
  },
  {
    // A line of an audit log file, by whichever shipper: rules would else count each request twice.
    name: 'Kubernetes audit event of a request that was only received',
    is: (v) => isRequestReceived(v) && textOf(v, 'auditID') !== undefined && isAuditKind(v),
    open: () => [],
  },
];
