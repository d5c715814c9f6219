import type { Collector } from '../../../collect.ts';
import { isObject } from '../../../read-json.ts';
import type { DeliveryFacts } from '../../../source.ts';
import { parseFlowFormat, readFlow } from '../firehose/flow-format.ts';

/** One record of a piece of an object, with its place in the object. */
export function readPiece(into: Collector, value: unknown, at: () => string, facts: DeliveryFacts): void {
  const place = () => placeIn(at(), facts);
  if (facts['pulled'] === 'cloudtrail')
    // Whatever it looks like: where it lay says what it is, and the normalizer what it lacks.
    return isObject(value)
      ? into.add('aws.cloudtrail', value, place)
      : into.reject(place(), 'a record is not a JSON object');
  const format = parseFlowFormat(facts['fields'] ?? '');
  if (!format || typeof value !== 'string')
    return into.reject(place(), 'the first line of the object names no fields, or neither start nor end among them');
  const flow = readFlow(value.trim().split(' '), format);
  if (flow === undefined)
    into.reject(place(), 'the line does not fit the fields that the first line of its object names');
  else if (flow === 'empty') into.skip(place);
  else into.add('aws.vpcflow', flow, place);
}

/** `s3://bucket/key Records[1503]`: the fourth line of a piece that begins at record 1,500. */
function placeIn(at: string, facts: DeliveryFacts): string {
  const line = Number(/\[([0-9]+)\]$/.exec(at)?.[1] ?? 0);
  const name = facts['pulled'] === 'cloudtrail' ? 'Records' : 'records';
  return `${facts['object'] ?? ''} ${name}[${Number(facts['from'] ?? 0) + line}]`;
}
