import * as z from 'zod';

/** Records of one case: enough for any rule, few enough to be run on every change. */
const MAX_RECORDS = 20_000;

/** A case of a correlation rule: entries follow each other in time. */
export const SequenceCase = z.object({
  /** Whether the correlation of the case's file fires */
  match: z.boolean(),
  name: z.string().min(1),
  /** Time of the first record, ISO 8601 */
  start: z.iso.datetime({ offset: true }),
  sequence: z
    .array(
      z.strictObject({
        /** How often the event comes; once unless told */
        repeat: z.int().min(1).max(MAX_RECORDS).default(1),
        /** Seconds between two repetitions, and from the last one to the next entry */
        everySeconds: z.number().min(0).default(1),
        /** A pause before the entry, seconds, on top */
        afterSeconds: z.number().min(0).default(0),
        /** A raw record; `{n}` in its texts is the number of the repetition over the whole sequence from 0, `{time}` its ISO time */
        event: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});
export type SequenceCase = z.input<typeof SequenceCase>;

export interface SequenceRecord {
  /** ms since 1970 */
  readonly time: number;
  readonly record: Record<string, unknown>;
}

/** The records of a case in the order of time. Throws, with the place in the case, if it is not one. */
export function expandSequence(input: SequenceCase): SequenceRecord[] {
  const parsed = SequenceCase.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Error(`not a sequence case: ${issue.path.join('.')}: ${issue.message}`);
  }
  const { start, sequence } = parsed.data;
  const total = sequence.reduce((n, entry) => n + entry.repeat, 0);
  if (total > MAX_RECORDS) throw new Error(`a sequence has at most ${MAX_RECORDS} records, this one has ${total}`);
  const records: SequenceRecord[] = [];
  let time = Date.parse(start);
  for (const entry of sequence) {
    time += entry.afterSeconds * 1000;
    for (let i = 0; i < entry.repeat; i++) {
      const at = Math.round(time);
      const texts = { n: String(records.length), time: new Date(at).toISOString() };
      records.push({ time: at, record: filled(entry.event, texts) as Record<string, unknown> });
      time += entry.everySeconds * 1000;
    }
  }
  return records;
}

function filled(value: unknown, texts: Readonly<Record<'n' | 'time', string>>): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', texts.n).replaceAll('{time}', texts.time);
  if (Array.isArray(value)) return value.map((v) => filled(v, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, filled(v, texts)]));
}
