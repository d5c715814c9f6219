import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDeadLetters, useRenew, useSources, type DeadLetter } from './data.ts';
import { useRoles } from './role.ts';
import { count, plural } from './words.ts';

function Letter(props: {
  readonly letter: DeadLetter;
  /** Where letters of several stand together. */
  readonly sourceName: string | undefined;
  readonly failed: string | undefined;
  readonly busy: boolean;
  readonly onReplay: (() => void) | undefined;
}) {
  const { letter: d, failed, onReplay } = props;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="wrap-anywhere">{d.reason}</p>
        {failed !== undefined && (
          <p role="alert" className="text-danger wrap-anywhere">
            Failed again: {failed}
          </p>
        )}
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-muted">
          <Badge>{d.kind}</Badge>
          {props.sourceName !== undefined && d.sourceId !== null && (
            <Link to="/sources/$id" params={{ id: d.sourceId }} className="text-accent underline wrap-anywhere">
              {props.sourceName}
            </Link>
          )}
          <span className="mono min-w-0 wrap-anywhere">{d.place ?? d.origin}</span>
          {d.attempts > 1 && <span>tried {d.attempts} times</span>}
        </p>
      </div>
      <div className="ml-auto flex items-center gap-3">
        <Time at={d.at} className="text-xs text-muted" />
        {onReplay !== undefined && (
          <Button size="sm" icon="refresh" busy={props.busy} onClick={onReplay}>
            Replay
          </Button>
        )}
      </div>
    </li>
  );
}

const WHAT = 'What is authentic but cannot be read is kept here with the reason, to be processed again.';

interface Progress {
  readonly replayed: number;
  readonly failed: number;
  readonly left: number;
}

/** What waits to be processed again, of one source or of all, to be sent round one by one or all of a source. */
export function DeadLetters({
  source,
  delivery,
}: {
  readonly source?: string;
  readonly delivery?: string | undefined;
}) {
  const { analyst } = useRoles();
  const renew = useRenew();
  const list = useDeadLetters({ ...(source === undefined ? {} : { source }), delivery });
  const [busy, setBusy] = useState<string>();
  const [progress, setProgress] = useState<Progress>();
  const [failed, setFailed] = useState<Readonly<Record<string, string>>>({});
  const sources = useSources(analyst && source === undefined).data?.sources;
  const nameOf = (id: string): string => sources?.find((s) => s.id === id)?.name ?? id;
  const letters = list.data?.pages.flatMap((p) => p.items) ?? [];
  const one = async (id: string): Promise<void> => {
    setBusy(id);
    try {
      await api.post(path('/dead-letters/{id}/replay', { id }));
      toast.done('It went through.');
      await renew();
    } catch (e) {
      setFailed((now) => ({ ...now, [id]: asApiError(e).detail }));
    } finally {
      setBusy(undefined);
    }
  };
  const all = async (of: string): Promise<void> => {
    setBusy('all');
    let sum = { replayed: 0, failed: 0 };
    try {
      for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
        const step = await api.post(path('/sources/{id}/dead-letters/replay', { id: of }), undefined, {
          query: { cursor },
        });
        sum = { replayed: sum.replayed + step.replayed, failed: sum.failed + step.failed };
        setProgress({ ...sum, left: step.remaining });
        cursor = step.next;
      }
    } catch (e) {
      toast.failed(e);
    } finally {
      setBusy(undefined);
      await renew();
    }
  };
  if (list.isPending)
    return (
      <div className="p-4">
        <SkeletonLines lines={3} />
      </div>
    );
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  return (
    <>
      {(progress !== undefined || (source !== undefined && letters.length > 0 && analyst)) && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2 text-sm">
          <p role="status" className="min-w-0 flex-1 text-muted">
            {progress === undefined
              ? 'Mended here or in a new release? What was kept is processed again; what was counted before counts once.'
              : `${plural(progress.replayed, 'letter')} went through, ${count(progress.failed)} failed again, ${
                  progress.left >= 1_000 ? 'at least 1,000' : count(progress.left)
                } left.`}
          </p>
          {source !== undefined && analyst && letters.length > 0 && (
            <Button
              size="sm"
              icon="refresh"
              busy={busy === 'all'}
              disabled={busy !== undefined}
              onClick={() => void all(source)}
            >
              Replay all
            </Button>
          )}
        </div>
      )}
      {letters.length === 0 ? (
        source === undefined ? (
          <EmptyState title="Nothing waits here" icon="check">
            {WHAT}
          </EmptyState>
        ) : (
          <p className="px-4 py-3 text-sm text-muted">Nothing waits here. {WHAT}</p>
        )
      ) : (
        <ul>
          {letters.map((d) => (
            <Letter
              key={d.id}
              letter={d}
              sourceName={source === undefined && d.sourceId !== null ? nameOf(d.sourceId) : undefined}
              failed={failed[d.id]}
              busy={busy === d.id}
              onReplay={analyst && busy !== 'all' ? () => void one(d.id) : undefined}
            />
          ))}
        </ul>
      )}
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
