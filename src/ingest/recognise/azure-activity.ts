import { isObject, textOf, type Obj } from '../read-json.ts';

/**
 * Records of the Activity Log that come in other clothes, put into the form that the API gives them: `operationName`, `status.value`,
 * `eventTimestamp`, `eventDataId` are what rules and the normalizer look for. What else they hold is kept as it is.
 */

const own = (from: Obj, key: string): unknown => (Object.hasOwn(from, key) ? from[key] : undefined);
/** The API writes `{value, localizedValue}` where alerts and events write the value alone. */
const valued = (value: unknown): unknown => (typeof value === 'string' ? { value } : value);

/**
 * An event that Event Grid tells of a change to a resource. Its id and time stand outside, and are the event's own:
 * https://learn.microsoft.com/en-us/azure/event-grid/event-schema-subscriptions
 */
export function ofResourceEvent(event: Obj, data: Obj): Obj {
  return {
    ...data,
    eventDataId: own(event, 'id'),
    eventTimestamp: own(event, 'specversion') === undefined ? own(event, 'eventTime') : own(event, 'time'),
    eventType: own(event, 'specversion') === undefined ? own(event, 'eventType') : own(event, 'type'),
    resourceId: own(data, 'resourceUri') ?? own(event, 'subject'),
    status: valued(own(data, 'status')),
  };
}

/** What an alert says of the activity that raised it; undefined if it is about something else. */
export function ofActivityAlert(context: Obj | undefined): Obj | undefined {
  if (
    context === undefined ||
    textOf(context, 'eventDataId') === undefined ||
    textOf(context, 'eventTimestamp') === undefined ||
    textOf(context, 'operationName') === undefined
  )
    return undefined;
  return { ...context, status: valued(own(context, 'status')), subStatus: valued(own(context, 'subStatus')) };
}

/** As the SDKs for Python and Go print a record: the API's names with underscores. */
export const isSdkActivity = (v: Obj): boolean =>
  textOf(v, 'event_data_id') !== undefined &&
  textOf(v, 'event_timestamp') !== undefined &&
  isObject(own(v, 'operation_name'));

const camelCase = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());
/** What stands in these is the token's or the service's, not the SDK's. */
const AS_IT_IS = new Set(['claims', 'properties', 'tags']);

function renamed(from: Obj, deeper: boolean): Obj {
  const to: Obj = {};
  for (const [key, value] of Object.entries(from))
    // A name that JSON may hold and an object may not.
    if (key !== '__proto__')
      to[camelCase(key)] = deeper && !AS_IT_IS.has(key) && isObject(value) ? renamed(value, false) : value;
  return to;
}

export const fromSdk = (v: Obj): Obj => renamed(v, true);
