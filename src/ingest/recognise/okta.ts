import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Envelope, Opened, Recogniser } from './recogniser.ts';

/** System Log events: https://developer.okta.com/docs/reference/api/system-log/#logevent-object */
export const okta: readonly Recogniser[] = [
  {
    format: 'okta.systemlog',
    is: (v) =>
      textOf(v, 'uuid') !== undefined &&
      textOf(v, 'published') !== undefined &&
      textOf(v, 'eventType') !== undefined &&
      Object.hasOwn(v, 'actor'),
  },
];

/** The events of an event hook's delivery: https://developer.okta.com/docs/concepts/event-hooks/ */
export function openHook(body: Obj): readonly Opened[] | string {
  const data = Object.hasOwn(body, 'data') ? body['data'] : undefined;
  const events = isObject(data) && Object.hasOwn(data, 'events') ? data['events'] : undefined;
  if (!Array.isArray(events)) return 'data.events is not a list';
  return events.map((value: unknown, i) => ({ value, at: `.data.events[${i}]` }));
}

export const oktaEnvelopes: readonly Envelope[] = [
  {
    // A log stream to EventBridge: https://help.okta.com/oie/en-us/content/topics/reports/log-streaming/add-aws-eb-log-stream.htm
    name: 'Okta log stream event',
    is: (v) => (textOf(v, 'source') ?? '').startsWith('aws.partner/okta.com/') && Object.hasOwn(v, 'detail'),
    open: (v) => [{ value: v['detail'], at: '.detail' }],
  },
  { name: 'Okta event hook', is: (v) => textOf(v, 'eventType') === 'com.okta.event_hook', open: openHook },
];
