import { isObject, textOf, type Obj } from '../read-json.ts';
import type { Envelope } from './recogniser.ts';

/** There are 42 fields. */
const MAX_FIELDS = 64;
const NAME = /^[a-z][a-z0-9-]{1,39}$/;
const NOTHING = '-';

const isTime = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
const own = (value: Obj, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** The fields by the names that lines have, every value a text: the same record whichever way it came. */
function recordOf(entry: Obj): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [written, value] of Object.entries(entry).slice(0, MAX_FIELDS)) {
    const name = written.replaceAll('_', '-').toLowerCase();
    if (!NAME.test(name)) continue;
    if (value === null) record[name] = NOTHING;
    else if (typeof value === 'string' || typeof value === 'number') record[name] = String(value);
  }
  return record;
}

const has = (value: Obj, name: string): boolean =>
  Object.hasOwn(value, name) || Object.hasOwn(value, name.replace('-', '_'));

/**
 * VPC and Transit Gateway Flow Logs out of Parquet and of tables, whose columns have underscores and numbers:
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-athena.html
 */
export const flowEnvelopes: readonly Envelope[] = [
  {
    name: 'VPC Flow Logs record',
    is: (v) =>
      isObject(v) &&
      textOf(v, 'srcaddr') !== undefined &&
      textOf(v, 'dstaddr') !== undefined &&
      (isTime(own(v, 'start')) || isTime(own(v, 'end'))) &&
      (has(v, 'interface-id') || has(v, 'log-status') || has(v, 'tgw-id')),
    open(v) {
      const record = recordOf(v);
      // An interval without traffic, or one that was left out.
      const status = record['log-status'] ?? 'OK';
      const isEmpty = status !== 'OK' || (record['srcaddr'] === NOTHING && record['dstaddr'] === NOTHING);
      return isEmpty ? [] : [{ value: record, at: '', format: 'aws.vpcflow' }];
    },
  },
];
