import { useState } from 'react';
import { absoluteTime } from '../../lib/time.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useDeliveries, useDelivery, type Delivery } from './data.ts';
import { bytes, count, lag, plural, skew, VERDICT_WORDS } from './words.ts';

export function Verdict({ verdict }: { readonly verdict: string }) {
  const [word, tone] = VERDICT_WORDS[verdict] ?? [verdict, 'warn'];
  return <Badge tone={tone}>{word}</Badge>;
}

/** Which records were bad, and why, in the order in which they stood. */
export function BadRecords({
  bad,
}: {
  readonly bad: readonly { readonly place: string | null; readonly reason: string }[];
}) {
  if (bad.length === 0) return <p className="text-muted">None of its records was bad.</p>;
  return (
    <ul aria-label="Bad records" className="flex flex-col gap-1">
      {bad.map((b, i) => (
        <li key={i} className="flex flex-wrap gap-x-3">
          <span className="mono shrink-0 text-muted wrap-anywhere">{b.place ?? 'whole body'}</span>
          <span className="min-w-0 flex-1 basis-48 wrap-anywhere">{b.reason}</span>
        </li>
      ))}
    </ul>
  );
}

function More({ delivery: d, onLetters }: { readonly delivery: Delivery; readonly onLetters: (id: string) => void }) {
  const one = useDelivery(d.id, true);
  return (
    <div className="flex flex-col gap-3 border-t border-line bg-sunken px-4 py-3 text-xs">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
        <dt className="text-muted">Delivery</dt>
        <dd>
          <Id id={d.id} />
        </dd>
        <dt className="text-muted">Accepted</dt>
        <dd className="mono">{absoluteTime(d.acceptedAt)}</dd>
        <dt className="text-muted">Events behind</dt>
        <dd>
          {lag(d.lagMs)}
          {d.lagMs !== null && ` at the median, ${lag(d.lagMaxMs)} at most`}
          {d.aheadMs !== null && skew(d.aheadMs) !== undefined && `; ${skew(d.aheadMs)!.toLowerCase()}`}
        </dd>
      </dl>
      {one.isPending && <SkeletonLines lines={2} />}
      {one.isError && <ErrorState error={one.error} retry={() => void one.refetch()} />}
      {one.data !== undefined && one.data !== null && (
        <>
          <BadRecords bad={one.data.bad} />
          {one.data.bad.length > 0 && (
            <Button size="sm" className="self-start" onClick={() => onLetters(d.id)}>
              Show its dead letters
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function Line({ delivery: d, onLetters }: { readonly delivery: Delivery; readonly onLetters: (id: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-10 w-full flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="w-23">
          <Verdict verdict={d.verdict} />
        </span>
        <span className="min-w-0 flex-1 basis-40">
          {plural(d.events, 'event')}
          {d.test && (
            <Badge tone="accent" className="ml-2 align-middle">
              test
            </Badge>
          )}
          {d.rejected > 0 && <span className="text-warn">, {count(d.rejected)} bad</span>}
          {d.duplicates > 0 && <span className="text-muted">, {count(d.duplicates)} came before</span>}
          {d.findings > 0 && <span>, {plural(d.findings, 'finding')}</span>}
        </span>
        <span className="w-16 text-right text-xs text-muted max-sm:hidden">{bytes(d.bytes)}</span>
        <span className="w-16 text-right text-xs text-muted max-sm:hidden" title="From its acceptance to its end">
          {lag(d.processedAt - d.acceptedAt)}
        </span>
        <Time at={d.acceptedAt} className="w-18 text-right text-xs text-muted" />
      </button>
      {open && <More delivery={d} onLetters={onLetters} />}
    </li>
  );
}

/** What a source delivered, newest first, each with what became of it. */
export function Deliveries({
  source,
  onLetters,
}: {
  readonly source: string;
  readonly onLetters: (id: string) => void;
}) {
  const list = useDeliveries(source);
  if (list.isPending)
    return (
      <div className="p-4">
        <SkeletonLines lines={5} />
      </div>
    );
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((p) => p.items);
  if (items.length === 0)
    return (
      <p className="px-4 py-3 text-sm text-muted">
        Nothing was delivered yet. Set its sender up as Set-up says; what comes appears here within seconds.
      </p>
    );
  return (
    <>
      <ul>
        {items.map((d) => (
          <Line key={d.id} delivery={d} onLetters={onLetters} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="flex justify-center border-t border-line p-2">
          <Button size="sm" look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Older ones
          </Button>
        </div>
      )}
    </>
  );
}
