import { dayOf, type Detail } from './data.ts';
import { count, plural } from './words.ts';

const HEIGHT = 'h-28';
/** What is there at all is seen, however little of the day it is. */
const LEAST_PERCENT = 2;
const part = (n: number, top: number): string => `${n === 0 ? 0 : Math.max(LEAST_PERCENT, (n / top) * 100)}%`;
const hourWord = (ago: number): string => (ago === 0 ? 'this hour' : ago === 1 ? '1 h ago' : `${ago} h ago`);

/** Events and rejected records of each of the last 24 hours. */
export function DayBars({ hours, now }: { readonly hours: Detail['hours']; readonly now: number }) {
  const events = dayOf(
    hours.map((h) => [h.at, h.events] as const),
    now,
  );
  const rejected = dayOf(
    hours.map((h) => [h.at, h.rejected] as const),
    now,
  );
  const top = Math.max(1, ...events.map((n, i) => n + rejected[i]!));
  const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
  const last = events.length - 1;
  return (
    <figure className="flex flex-col gap-1">
      <div
        role="img"
        aria-label={`Last 24 hours: ${plural(sum(events), 'event')}, ${count(sum(rejected))} rejected; at most ${count(top)} in an hour`}
        className={`flex ${HEIGHT} items-end gap-px border-b border-line-strong sm:gap-0.5`}
      >
        {events.map((n, i) => (
          <div
            key={i}
            title={`${hourWord(last - i)}: ${plural(n, 'event')}, ${count(rejected[i]!)} rejected`}
            className="flex h-full min-w-0 flex-1 flex-col justify-end hover:bg-hover"
          >
            <div style={{ height: part(rejected[i]!, top) }} className="bg-danger" />
            <div style={{ height: part(n, top) }} className="bg-accent/70" />
          </div>
        ))}
      </div>
      <figcaption className="flex items-center gap-x-4 text-2xs text-muted">
        <span>24 h ago</span>
        <span className="mx-auto flex flex-wrap justify-center gap-x-4">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 bg-accent/70" /> events
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 bg-danger" /> rejected
          </span>
          <span>top {count(top)} an hour</span>
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
