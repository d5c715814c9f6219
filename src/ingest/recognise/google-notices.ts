import { isObject, type Obj } from '../read-json.ts';

/** What Google Cloud tells of things that happen, and has no format of its own here: kept as events with their own time and id. */

const own = (from: unknown, key: string): unknown =>
  isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
const text = (from: unknown, key: string): string | undefined => {
  const value = own(from, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const seconds = (from: unknown, key: string): number | undefined => {
  const value = own(from, key);
  return typeof value === 'number' && value > 0 && value < 1e11 ? value : undefined;
};
const present = (fields: Obj): Obj => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));

/** An incident of Cloud Monitoring: https://cloud.google.com/monitoring/support/notification-options#schema-pubsub */
export const isIncident = (v: Obj): boolean => {
  const incident = own(v, 'incident');
  return text(incident, 'incident_id') !== undefined && seconds(incident, 'started_at') !== undefined;
};
export function ofIncident(v: Obj): Obj {
  const incident = own(v, 'incident');
  const state = text(incident, 'state');
  const at = (state === 'closed' ? seconds(incident, 'ended_at') : undefined) ?? seconds(incident, 'started_at')!;
  return {
    ...v,
    ...present({
      time: new Date(at * 1_000).toISOString(),
      // Told of when it opens and when it closes.
      event_id: `${text(incident, 'incident_id')}:${state ?? 'open'}`.slice(0, 200),
      event_type: `monitoring.incident.${state ?? 'open'}`,
      source: 'cloud-monitoring',
      account: text(incident, 'scoping_project_id'),
    }),
  };
}

/** A change of a resource or policy, of a feed of Cloud Asset Inventory: https://cloud.google.com/asset-inventory/docs/monitor-asset-changes */
export const isAssetChange = (v: Obj): boolean =>
  text(own(v, 'asset'), 'assetType') !== undefined &&
  text(own(v, 'asset'), 'name') !== undefined &&
  text(own(v, 'window'), 'startTime') !== undefined;
export function ofAssetChange(v: Obj): Obj {
  const asset = own(v, 'asset');
  const [name, start] = [text(asset, 'name')!, text(own(v, 'window'), 'startTime')!];
  return {
    ...v,
    ...present({
      time: start,
      event_id: `${name}@${start}`.length <= 256 ? `${name}@${start}` : undefined,
      event_type: text(asset, 'assetType'),
      source: name,
    }),
  };
}
