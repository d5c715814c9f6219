/** Events that one test takes (contracts/rules-api.ts). */
export const EVENTS_MAX = 500;

export type Events =
  | { readonly ok: true; readonly events: readonly Record<string, unknown>[] }
  | { readonly ok: false; readonly fault: string };

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};
const bad = (fault: string): Events => ({ ok: false, fault });

function bounded(list: readonly unknown[], place: (i: number) => string): Events {
  if (list.length === 0) return bad('There is no event in it.');
  if (list.length > EVENTS_MAX) return bad(`At most ${EVENTS_MAX} events at once; these are ${list.length}.`);
  const wrong = list.findIndex((e) => !isRecord(e));
  return wrong < 0 ? { ok: true, events: list.filter(isRecord) } : bad(`${place(wrong)} is no JSON object.`);
}

/** What was pasted, as events: one JSON object a line, one object, an array, or CloudTrail's file with its `Records`. */
export function eventsOf(text: string): Events {
  if (text.trim() === '') return bad('Paste an event first.');
  const whole = parse(text)?.value;
  if (Array.isArray(whole)) return bounded(whole, (i) => `Element ${i + 1} of the array`);
  if (isRecord(whole)) {
    const records = whole['Records'];
    return Array.isArray(records)
      ? bounded(records, (i) => `Element ${i + 1} of Records`)
      : { ok: true, events: [whole] };
  }
  const lines = text
    .split('\n')
    .map((line, i) => ({ line: line.trim(), n: i + 1 }))
    .filter(({ line }) => line !== '');
  const list: unknown[] = [];
  for (const { line, n } of lines) {
    const one = parse(line);
    if (one === undefined) return bad(`Line ${n} is no JSON. Paste one object a line, or an array.`);
    list.push(one.value);
  }
  return bounded(list, (i) => `Line ${lines[i]?.n ?? i + 1}`);
}
