import { utf8 } from '../../kit/bytes.ts';
import type { Collector } from '../collect.ts';
import { isObject, parseJson, readBoundedText, type Obj } from '../read-json.ts';
import type { Budget } from '../source.ts';
import { addRecord } from './index.ts';

/** What an envelope (HEC, OTLP, …) says of a record that has no format of its own. Undefined members are left out. */
export interface Wrapping {
  /** ms */
  readonly time?: number | undefined;
  readonly event_id?: string | undefined;
  readonly source?: string | undefined;
  readonly event_type?: string | undefined;
  readonly host?: string | undefined;
}

const definedOf = (w: Wrapping): Obj => Object.fromEntries(Object.entries(w).filter(([, v]) => v !== undefined));

/**
 * Puts whatever a generic sender carries where it belongs: a record of a known format as that, also as JSON inside of a text; any
 * other object as `vedette.event` with the object as its `payload`, any other text with the text as its `message`.
 */
export function addLoose(into: Collector, content: unknown, at: () => string, about: Wrapping, budget: Budget): void {
  const wrap = (value: Obj): Obj => ({ ...definedOf(about), payload: value });
  if (isObject(content)) return addRecord(into, content, at, { otherwise: 'vedette.event', wrap });
  if (typeof content !== 'string') return into.reject(at(), 'neither a JSON object nor a text');
  const first = content.trimStart().charAt(0);
  if (first !== '{' && first !== '[') return addText(into, content, at, about);
  const read = readBoundedText(utf8(content), budget);
  if (!read.ok) return into.reject(at(), read.error.detail);
  budget.values -= read.value.values;
  const value = parseJson(content);
  // Not every text that begins with a bracket is JSON: `[error] …` is a log line.
  if (!value.ok) return addText(into, content, at, about);
  for (const [i, one] of (Array.isArray(value.value) ? (value.value as unknown[]) : [value.value]).entries()) {
    if (into.full) return;
    const place = Array.isArray(value.value) ? () => `${at()}[${i}]` : at;
    if (isObject(one)) addRecord(into, one, place, { otherwise: 'vedette.event', wrap });
    else into.reject(place(), 'a record is not a JSON object');
  }
}

function addText(into: Collector, text: string, at: () => string, about: Wrapping): void {
  into.add('vedette.event', { ...definedOf(about), message: text }, at);
}
