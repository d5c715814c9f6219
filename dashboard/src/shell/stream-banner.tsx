import { useEffect, useState } from 'react';
import { useStreamStatus } from '../api/stream.ts';
import { cx } from '../lib/cx.ts';

/** A hiccup is not worth a banner. */
const PATIENCE_MS = 2_000;

/** Says that what is seen may be old, once the stream has been away for more than a moment. */
export function StreamBanner() {
  const status = useStreamStatus();
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (status === 'live') return undefined;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [status]);
  return (
    <div
      aria-live="polite"
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-18 z-40 flex justify-center md:bottom-3"
    >
      {status !== 'live' && late && (
        <p className="flex items-center gap-2 rounded-md border border-line-strong bg-warn-soft px-3 py-1.5 text-xs font-medium text-warn">
          <span aria-hidden="true" className="size-1.5 animate-pulse rounded-full bg-current" />
          {status === 'connecting'
            ? 'Connecting to the live feed…'
            : 'Reconnecting: what you see may be old. Nothing is missed.'}
        </p>
      )}
    </div>
  );
}

const WORDS = { live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting' } as const;

/** Filled: live. Hollow: not. */
export function StreamMark() {
  const status = useStreamStatus();
  return (
    <span
      className="inline-flex h-8 items-center gap-1.5 px-1.5 text-xs text-muted"
      title={`Live feed: ${WORDS[status].toLowerCase()}`}
    >
      <span
        aria-hidden="true"
        className={cx('size-2 rounded-full border-[1.5px]', status === 'live' ? 'border-ok bg-ok' : 'border-warn')}
      />
      <span className="max-sm:sr-only">{WORDS[status]}</span>
    </span>
  );
}
