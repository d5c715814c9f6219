import { problemResponse } from '../../../../kit/errors.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import { openHook } from '../../../recognise/okta.ts';
import type { Source } from '../../../source.ts';
import { greetOkta, LIMITS, verifyOkta } from './verify.ts';

/**
 * Okta event hooks (https://developer.okta.com/docs/concepts/event-hooks/). Okta waits three seconds, tries once more after a time-out
 * or a failure, and wants an empty answer.
 */
export const hook = {
  id: 'okta.hook',
  contentTypes: ['application/json'],
  limits: LIMITS,
  verify: verifyOkta,
  greet: greetOkta,
  framing: () => ({ as: 'document', lists: [] }),
  read(into, { value, at }) {
    const events = isObject(value) ? openHook(value) : 'the body is not a JSON object';
    if (typeof events === 'string') return into.reject(at(), events);
    for (const event of events) {
      const place = () => `${at()}${event.at}`;
      if (isObject(event.value) && formatOf(event.value) === 'okta.systemlog')
        into.add('okta.systemlog', event.value, place);
      else into.reject(place(), 'not a System Log event: uuid, published, eventType and actor are needed');
    }
  },
  reply: {
    accepted: () => new Response(null, { status: 204 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
