import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDeadLetters, type DeadLetter } from './data.ts';

/** What could not be processed, with why, to be sent round again one by one or all. */
export function DeadLetters({ analyst }: { readonly analyst: boolean }) {
  const client = useQueryClient();
  const list = useDeadLetters();
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number }>();
  const [failed, setFailed] = useState<Readonly<Record<string, string>>>({});
  const letters = list.data?.items ?? [];
  const replay = async (which: readonly DeadLetter[]): Promise<void> => {
    let good = 0;
    for (const [i, letter] of which.entries()) {
      setProgress({ done: i, of: which.length });
      try {
        await api.post(path('/dead-letters/{id}/replay', { id: letter.id }));
        good++;
      } catch (e) {
        setFailed((now) => ({ ...now, [letter.id]: asApiError(e).detail }));
      }
    }
    setProgress(undefined);
    await client.invalidateQueries({ queryKey: ['dead-letters'] });
    toast.done(`${good} of ${which.length} went through.`);
  };
  return (
    <Panel
      title="Dead letters"
      aside={
        letters.length > 0 &&
        analyst && (
          <Button size="sm" busy={progress !== undefined} onClick={() => void replay(letters)}>
            {progress === undefined ? `Replay all ${letters.length}` : `${progress.done} of ${progress.of}`}
          </Button>
        )
      }
      flush
    >
      {list.isPending && (
        <div className="p-4">
          <SkeletonLines lines={3} />
        </div>
      )}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && letters.length === 0 && (
        <EmptyState title="Everything that came could be processed" icon="check">
          An authentic delivery that cannot be read is kept here, with the reason.
        </EmptyState>
      )}
      <ul>
        {letters.map((d) => (
          <li
            key={d.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0"
          >
            <Badge>{d.kind}</Badge>
            <span className="min-w-0 flex-1 basis-60">
              <span className="block wrap-anywhere">{failed[d.id] ?? d.reason}</span>
              <span className="block truncate text-xs text-faint">
                {d.origin}
                {d.place !== null && ` · ${d.place}`}
                {d.attempts > 1 && ` · ${d.attempts} tries`}
              </span>
            </span>
            <Time at={d.at} className="text-xs text-muted" />
            {analyst && (
              <Button size="sm" icon="refresh" disabled={progress !== undefined} onClick={() => void replay([d])}>
                Replay
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
