import { isObject, textOf, type Obj } from '../read-json.ts';
import { parseText } from './azure-tables.ts';

/**
 * Records of the Activity Log that come in other clothes, put into the form that the API gives them: `operationName`, `status.value`,
 * `eventTimestamp`, `eventDataId` are what rules and the normalizer look for. What else they hold is kept as it is.
 */

const own = (from: Obj, key: string): unknown => (Object.hasOwn(from, key) ? from[key] : undefined);
/** The API writes `{value, localizedValue}` where alerts and events write the value alone. */
const valued = (value: unknown): unknown => (typeof value === 'string' ? { value } : value);

/** Alerts hold the caller's claims, and the request, as JSON in a text; so do events where a function has passed them on. */
const OBJECTS = ['claims', 'authorization', 'httpRequest'];
const objectsOf = (from: Obj): Obj =>
  Object.fromEntries(
    OBJECTS.flatMap((name) => {
      const value = own(from, name);
      return value === undefined ? [] : [[name, typeof value === 'string' ? (parseText(value) ?? value) : value]];
    }),
  );

/**
 * An event that Event Grid tells of a change to a resource. Its id and time stand outside, and are the event's own:
 * https://learn.microsoft.com/en-us/azure/event-grid/event-schema-subscriptions
 */
export function ofResourceEvent(event: Obj, data: Obj): Obj {
  return {
    ...data,
    ...objectsOf(data),
    eventDataId: own(event, 'id'),
    eventTimestamp: own(event, 'specversion') === undefined ? own(event, 'eventTime') : own(event, 'time'),
    eventType: own(event, 'specversion') === undefined ? own(event, 'eventType') : own(event, 'type'),
    resourceId: own(data, 'resourceUri') ?? own(event, 'subject'),
    status: valued(own(data, 'status')),
  };
}

/**
 * What the activity is about, where its record does not say: events of Azure's own (a scale-up, a health notice) name no resource, the
 * alert's outside does.
 */
function resourceOf(context: Obj, essentials: Obj | undefined): unknown {
  const named = own(context, 'resourceId') ?? own(context, 'resourceUri');
  const scope = isObject(context['authorization']) ? own(context['authorization'], 'scope') : undefined;
  if (named !== undefined || scope !== undefined) return named ?? scope;
  const targets = essentials === undefined ? undefined : own(essentials, 'alertTargetIDs');
  const first: unknown = Array.isArray(targets) ? targets[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

/**
 * What an alert says of the activity that raised it; undefined if it is about something else. `essentials`: the outside of a common
 * alert.
 */
export function ofActivityAlert(context: Obj | undefined, essentials?: Obj): Obj | undefined {
  if (
    context === undefined ||
    textOf(context, 'eventDataId') === undefined ||
    textOf(context, 'eventTimestamp') === undefined ||
    textOf(context, 'operationName') === undefined
  )
    return undefined;
  const read = { ...context, ...objectsOf(context) };
  const resource = resourceOf(read, essentials);
  return {
    ...read,
    ...(resource === undefined ? {} : { resourceId: resource }),
    status: valued(own(context, 'status')),
    subStatus: valued(own(context, 'subStatus')),
  };
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
