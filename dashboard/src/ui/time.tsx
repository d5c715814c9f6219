import { absoluteTime, countdown, relativeTime } from '../lib/time.ts';
import { cx } from '../lib/cx.ts';
import { useNow } from '../lib/use-now.ts';

/** The clock turns so often: what came since its last turn is not in the future. */
const CLOCK_STEP_MS = 15_000;

/** How long ago; the exact time by hovering, and for machines. `undefined` or `null` is said as what it is. */
export function Time({
  at,
  unknown = 'unknown',
  className,
}: {
  readonly at: number | null | undefined;
  readonly unknown?: string;
  readonly className?: string;
}) {
  const now = useNow(CLOCK_STEP_MS);
  if (at === undefined || at === null || at === 0)
    return <span className={cx('text-faint', className)}>{unknown}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at)} className={cx('whitespace-nowrap', className)}>
      {relativeTime(at, at > now && at - now <= CLOCK_STEP_MS ? at : now)}
    </time>
  );
}

/** The exact time, in UTC. */
export const Exact = ({ at }: { readonly at: number }) => (
  <time dateTime={new Date(at).toISOString()} className="mono whitespace-nowrap">
    {absoluteTime(at)}
  </time>
);

/** What is left until a time, turning each second. */
export function Countdown({ until, over = 'over' }: { readonly until: number; readonly over?: string }) {
  const now = useNow(1000);
  return (
    <time dateTime={new Date(until).toISOString()} title={absoluteTime(until)} className="whitespace-nowrap">
      {until <= now ? over : countdown(until - now)}
    </time>
  );
}
