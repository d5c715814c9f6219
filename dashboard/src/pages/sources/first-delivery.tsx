import type { ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { Icon } from '../../ui/icons.tsx';
import { Time } from '../../ui/time.tsx';
import type { Detail } from './data.ts';
import { plural, refusalWords } from './words.ts';

/** Whether the sender was heard: turns by itself, and says what it was refused for meanwhile. */
export function FirstDelivery(props: {
  readonly source: Detail;
  /** Beside the words, while it waits. */
  readonly children?: ReactNode;
}) {
  const { source, children } = props;
  const { health, refusals, enabled } = source;
  const heard = health.lastSeenAt !== null;
  return (
    <div
      role="status"
      className={cx(
        'flex flex-col gap-2 rounded-lg border px-4 py-3 text-sm',
        heard ? 'border-transparent bg-ok-soft' : 'border-line bg-surface',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {heard ? (
          <span className="text-ok">
            <Icon name="check" />
          </span>
        ) : (
          <span
            aria-hidden="true"
            className="size-3.5 animate-spin rounded-full border-[1.5px] border-accent border-r-transparent motion-reduce:animate-none"
          />
        )}
        <p className="min-w-0 flex-1 basis-56">
          {heard ? (
            <>
              <span className="font-medium">It speaks.</span> {plural(health.events, 'event')} in{' '}
              {health.deliveries === 1 ? 'its first delivery' : plural(health.deliveries, 'delivery', 'deliveries')},
              the last <Time at={health.lastSeenAt} />.
            </>
          ) : enabled ? (
            <>
              <span className="font-medium">Waiting for its first delivery.</span>{' '}
              <span className="text-muted">This turns by itself when it comes.</span>
            </>
          ) : (
            'It is disabled: nothing of it is taken.'
          )}
        </p>
        {!heard && children}
      </div>
      {!heard &&
        refusals.map((r) => {
          const [what, todo] = refusalWords(r.code);
          return (
            <p key={r.code} className="pl-6.5 text-warn">
              Somebody knocked and was refused {plural(r.n, 'time')}, the last <Time at={r.lastAt} />: {what}.{' '}
              <span className="text-muted">{todo}</span>
            </p>
          );
        })}
    </div>
  );
}
