import { utf8 } from '../../../../kit/bytes.ts';
import type { Collector } from '../../../collect.ts';
import { isObject } from '../../../read-json.ts';
import { parseText } from '../../../recognise/azure-tables.ts';
import type { DeliveryFacts, Frame, Reading } from '../../../source.ts';
import { addObject, hasMessage } from './json.ts';
import { addMessage } from './message.ts';
import { offsetOf, type Clock } from './times.ts';

const clockOf = (facts: DeliveryFacts): Clock => ({
  receivedAt: Number(facts['receivedAt'] ?? Number.NaN),
  offsetMs: offsetOf(facts['utcOffset'] ?? 'Z') ?? 0,
});

/** `83 <34>1 …`: octet counting, which some relays keep from TCP (RFC 6587 §3.4.1). */
const COUNTED = /^([1-9][0-9]{0,5}) (?=<[0-9]{1,3}>)/;

const COUNT_CHARS = 16;
const decoder = new TextDecoder();

/** The messages of a line. A count that goes past its end is that of a message with a line feed in it, which goes on without one. */
function* messagesOf(line: string): Generator<string> {
  const bytes = utf8(line);
  let at = 0;
  while (at < bytes.length) {
    const counted = COUNTED.exec(decoder.decode(bytes.subarray(at, at + COUNT_CHARS)));
    const from = at + (counted?.[0].length ?? 0);
    at = counted ? from + Number(counted[1]) : bytes.length;
    yield decoder.decode(bytes.subarray(from, at));
  }
}

/** A line of text, which is one message, or several that are counted, or a message that a shipper has put into JSON. */
function addText(into: Collector, text: string, at: () => string, clock: Clock): void {
  if (text.startsWith('{')) {
    const value = parseText(text);
    if (isObject(value) && hasMessage(value)) return addObject(into, value, at, clock);
  }
  if (!COUNTED.test(text)) return addMessage(into, text, at, clock);
  let n = 0;
  for (const message of messagesOf(text)) {
    if (into.full) return;
    const place = n++;
    addMessage(into, message, () => `${at()}[${place}]`, clock);
  }
}

/** A frame of a body of lines, or of JSON. */
export function readFrame(into: Collector, { value, at }: Frame, { facts }: Reading): void {
  if (typeof value === 'string') return addText(into, value, at, clockOf(facts));
  if (isObject(value)) return addObject(into, value, at, clockOf(facts));
  into.reject(at(), 'neither a line of text nor a JSON object');
}
