import type { Collector } from '../../../collect.ts';
import { utf8 } from '../../../../kit/bytes.ts';
import { placeInObject } from '../../../../kit/object-place.ts';
import { err, type Result } from '../../../../kit/result.ts';
import { isObject, parseJson, readBoundedText, type Obj } from '../../../read-json.ts';
import { formatOf } from '../../../recognise/index.ts';
import type { Budget, DeliveryFacts } from '../../../source.ts';
import { parseFlowFormat, readFlow } from '../firehose/flow-format.ts';
import { LineReader } from '../firehose/text-line.ts';

/** Logs that lie a record a line. Whoever may write under their prefixes may not write CloudTrail's there, nor announce objects. */
const LINE_FORMATS: readonly string[] = ['aws.waf', 'aws.route53', 'aws.alb'];

/** One record of a piece of an object, with its place in the object. */
export function readPiece(
  into: Collector,
  value: unknown,
  at: () => string,
  facts: DeliveryFacts,
  budget: Budget,
): void {
  const place = () => placeIn(at(), facts);
  const text = typeof value === 'string' ? value : '';
  if (facts['pulled'] === 'cloudtrail') {
    const record = readJson(text, budget);
    if (!record.ok) return into.reject(place(), record.error);
    // Whatever it looks like: where it lay says what it is, and the normalizer what it lacks.
    return isObject(record.value)
      ? into.addAt('aws.cloudtrail', record.value, place())
      : into.reject(place(), 'a record is not a JSON object');
  }
  if (facts['pulled'] === 'lines') return readLine(into, text, place, budget);
  const format = parseFlowFormat(facts['fields'] ?? '');
  if (!format)
    return into.reject(place(), 'the first line of the object names no fields, or neither start nor end among them');
  const flow = readFlow(text.trim().split(' '), format);
  if (flow === undefined)
    into.reject(place(), 'the line does not fit the fields that the first line of its object names');
  else if (flow === 'empty') into.skip(place);
  else into.addAt('aws.vpcflow', flow, place());
}

const BALANCER = { flow: undefined, unusable: false, only: 'aws.alb' } as const;

/** JSON of a format that is known, or a load balancer's line. */
function readLine(into: Collector, text: string, place: () => string, budget: Budget): void {
  if (!text.trimStart().startsWith('{')) {
    const read = new LineReader(BALANCER).read(text);
    if (read === 'empty') into.skip(place);
    else if ('wrong' in read) into.reject(place(), read.wrong);
    else into.addAt(read.format, read.value, place());
    return;
  }
  const value = readJson(text, budget);
  if (!value.ok) return into.reject(place(), value.error);
  const format = isObject(value.value) ? formatOf(value.value) : undefined;
  if (format === undefined || !LINE_FORMATS.includes(format))
    into.reject(place(), 'a record of no log that lies a record a line');
  else into.addAt(format, value.value as Obj, place());
}

/** One JSON document within what the piece may hold; why it is none otherwise. */
function readJson(text: string, budget: Budget): Result<unknown, string> {
  const bounded = readBoundedText(utf8(text), budget);
  if (!bounded.ok) return err(bounded.error.detail);
  budget.values -= bounded.value.values;
  return parseJson(text);
}

/** `s3://bucket/key Records[1503]`: the fourth line of a piece that begins at record 1,500. */
function placeIn(at: string, facts: DeliveryFacts): string {
  const line = Number(/\[([0-9]+)\]$/.exec(at)?.[1] ?? 0);
  const name = facts['pulled'] === 'cloudtrail' ? 'Records' : 'records';
  return placeInObject(facts['object'] ?? '', name, Number(facts['from'] ?? 0) + line);
}
