interface Timed {
  readonly eventTime?: unknown;
}

/** Ends the records this long before now: none may be of the future on a clock that is a little behind. */
const MARGIN_MS = 2_000;

/**
 * CloudTrail records moved in time, all by the same span, so that the last one happened just now (`now`, ms): distances stay,
 * and the dashboard's ranges show them. Records without a readable time, or if there is none, stay as they are.
 */
export function retimed(lines: readonly string[], now: number): string[] {
  const records = lines.map((line) => JSON.parse(line) as Timed & Record<string, unknown>);
  const times = records.map((r) => (typeof r.eventTime === 'string' ? Date.parse(r.eventTime) : Number.NaN));
  const last = Math.max(...times.filter((t) => !Number.isNaN(t)));
  if (!Number.isFinite(last)) return [...lines];
  const shift = now - MARGIN_MS - last;
  return records.map((record, i) => {
    const at = times[i]!;
    if (Number.isNaN(at)) return lines[i]!;
    // CloudTrail's times have whole seconds.
    const eventTime = `${new Date(at + shift).toISOString().slice(0, 19)}Z`;
    return JSON.stringify({ ...record, eventTime });
  });
}
