import { isObject, type Obj } from '../read-json.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

const own = (value: Obj, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** Class and metadata, which no event of OCSF is without: https://schema.ocsf.io/1.5.0/base_event */
export const isOcsf = (value: unknown): value is Obj =>
  isObject(value) && typeof own(value, 'class_uid') === 'number' && isObject(own(value, 'metadata'));

export const ocsf: readonly Recogniser[] = [{ format: 'ocsf.event', is: isOcsf }];

export const ocsfEnvelopes: readonly Envelope[] = [
  {
    name: 'list of OCSF events',
    is(value) {
      const events = own(value, 'events');
      return Array.isArray(events) && isOcsf(events[0]);
    },
    open: (value) => (value['events'] as unknown[]).map((one, i) => ({ value: one, at: `.events[${i}]` })),
  },
];
