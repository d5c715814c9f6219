import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

const holds = (value: Obj, key: string): boolean => Object.hasOwn(value, key) && isObject(value[key]);

/** An alert, and the notification of a group of them: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export const prometheus: readonly Recogniser[] = [
  {
    format: 'prometheus.alert',
    is: (v) =>
      // Alertmanager before 0.19 gave no fingerprint.
      (textOf(v, 'fingerprint') !== undefined ||
        (textOf(v, 'generatorURL') !== undefined && holds(v, 'annotations'))) &&
      textOf(v, 'startsAt') !== undefined &&
      textOf(v, 'status') !== undefined &&
      holds(v, 'labels'),
  },
];
export const prometheusEnvelopes: readonly Envelope[] = [
  {
    name: 'Alertmanager notification',
    is: (v) => textOf(v, 'groupKey') !== undefined && textOf(v, 'receiver') !== undefined && Object.hasOwn(v, 'alerts'),
    open(v) {
      const alerts = v['alerts'];
      if (!Array.isArray(alerts)) return 'alerts is not a list';
      return alerts.map((value: unknown, i) => ({ value, at: `.alerts[${i}]` }));
    },
  },
];
