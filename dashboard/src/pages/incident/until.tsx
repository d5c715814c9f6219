import { shortDuration } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { Countdown } from '../../ui/time.tsx';

const DAY_MS = 86_400_000;

/** What is left until a time (ms): by the second within a day, in days before. */
export function Until({ at }: { readonly at: number }) {
  const left = at - useNow(1000);
  return left > DAY_MS ? (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap">
      {shortDuration(left)}
    </time>
  ) : (
    <Countdown until={at} over="a moment" />
  );
}
