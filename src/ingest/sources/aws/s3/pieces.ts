import type { Collector } from '../../../collect.ts';
import { isObject } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import type { DeliveryFacts } from '../../../source.ts';
import { parseFlowFormat, readFlow } from '../firehose/flow-format.ts';

/** One record of a piece of an object, with its place in the object. */
export function readPiece(into: Collector, value: unknown, at: () => string, facts: DeliveryFacts): void {
  const place = () => placeIn(at(), facts);
  if (facts['pulled'] === 'cloudtrail')
    return isObject(value) && formatOf(value) === 'aws.cloudtrail'
      ? into.add('aws.cloudtrail', value, place)
      : into.reject(place(), 'not a CloudTrail record');
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
