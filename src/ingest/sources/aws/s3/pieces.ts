import type { Collector } from '../../../collect.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import type { DeliveryFacts } from '../../../source.ts';

/** A field's name in the header line of a flow log: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const FIELD = /^[a-z][a-z0-9-]{0,63}$/;

/** The names in a flow log's first line; undefined if it is none. */
export function flowFields(header: string): readonly string[] | undefined {
  const names = header.trim().split(' ');
  return names.length > 1 && names.every((n) => FIELD.test(n)) && new Set(names).size === names.length
    ? names
    : undefined;
}

/** A line as named fields; `empty` for an interval without traffic or data; undefined if it does not fit the names. */
function readFlow(line: string, fields: readonly string[]): Record<string, string> | 'empty' | undefined {
  const parts = line.trim().split(' ');
  if (parts.length !== fields.length) return undefined;
  const status = parts[fields.indexOf('log-status')];
  if (status === 'NODATA' || status === 'SKIPDATA') return 'empty';
  return Object.fromEntries(fields.map((name, i) => [name, parts[i]!]));
}

/** One record of a piece of an object, with its place in the object. */
export function readPiece(into: Collector, value: unknown, at: () => string, facts: DeliveryFacts): void {
  const place = () => placeIn(at(), facts);
  if (facts['pulled'] === 'cloudtrail')
    return isObject(value) && formatOf(value) === 'aws.cloudtrail'
      ? into.add('aws.cloudtrail', value, place)
      : into.reject(place(), 'not a CloudTrail record');
  const fields = flowFields(facts['fields'] ?? '');
  if (!fields || typeof value !== 'string') return into.reject(place(), 'the piece does not say its fields');
  const flow = readFlow(value, fields);
  if (flow === undefined) into.reject(place(), 'the line has other fields than the first line of its object names');
  else if (flow === 'empty') into.skip(place);
  else into.add('aws.vpcflow', flow, place);
}

/** `s3://bucket/key Records[1503]`: the third line of a piece that begins at the 1,500th record. */
function placeIn(at: string, facts: DeliveryFacts): string {
  const line = Number(/\[([0-9]+)\]$/.exec(at)?.[1] ?? 0);
  const name = facts['pulled'] === 'cloudtrail' ? 'Records' : 'lines';
  return `${facts['object'] ?? ''} ${name}[${Number(facts['from'] ?? 0) + line}]`;
}
