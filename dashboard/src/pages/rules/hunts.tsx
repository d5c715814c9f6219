import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { cx } from '../../lib/cx.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { HuntDialog } from './hunt-dialog.tsx';
import { HuntMark } from './hunt-mark.tsx';
import { HuntPanel } from './hunt-panel.tsx';
import { countWords, shareChecked } from './hunt-ranges.ts';
import { useHunts, type HuntLine } from './hunts-data.ts';

const DAY_MS = 86_400_000;
const KIND_WORD = { rule: 'rule', text: 'text tried out', indicators: 'indicators' } as const;

function Row({ hunt: h, open, onOpen }: { hunt: HuntLine; open: boolean; onOpen: () => void }) {
  const share = Math.round((h.blocks.found === 0 ? shareChecked(h) : h.blocks.checked / h.blocks.found) * 100);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-pressed={open}
        onClick={onOpen}
        className={cx(
          'flex w-full items-center gap-4 px-4 py-2.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2 sm:px-6',
          open && 'bg-accent-soft/60',
        )}
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{h.title}</span>
          <span className="block truncate text-xs text-muted">
            {KIND_WORD[h.kind]} · {countWords(Math.max(1, Math.round((h.to - h.from) / DAY_MS)), 'day', 'days')} ·
            started <Time at={h.startedAt} />
          </span>
        </span>
        <span className="flex shrink-0 flex-col-reverse items-end gap-1 text-xs sm:flex-row sm:items-center sm:gap-4">
          <span className={h.matches === 0 ? 'text-muted' : ''}>{countWords(h.matches, 'match', 'matches')}</span>
          <span className="flex items-center justify-end gap-2 text-muted sm:w-36">
            {(h.state === 'running' || h.state === 'partial') && <span>{share} %</span>}
            <HuntMark state={h.state} />
          </span>
        </span>
      </button>
    </li>
  );
}

/** Hunts through the archive: what was looked for, how far each came, what it found. */
export function Hunts() {
  const [search, setSearch] = usePageSearch();
  const analyst = useMay('analyst');
  const hunts = useHunts();
  const list = hunts.data?.pages.flatMap((p): readonly HuntLine[] => p.items) ?? [];
  const [starting, setStarting] = useState(false);
  const open = search['hunt'];
  const show = (id: string | undefined): void => setSearch({ tab: 'hunts', hunt: id });
  return (
    <div className="flex h-full min-h-0">
      <div className="min-w-0 flex-1 overflow-y-auto">
        <div className="flex flex-wrap items-center gap-3 px-4 py-4 sm:px-6">
          {analyst && (
            <Button look="primary" icon="search" onClick={() => setStarting(true)}>
              Start a hunt
            </Button>
          )}
          <p className="text-xs text-muted">
            A rule that is new or changed looks through the past by itself, within a budget.{' '}
            {!analyst && 'An analyst starts further hunts.'}
          </p>
        </div>
        <div className="border-t border-line">
          {hunts.isPending && (
            <div className="p-6">
              <SkeletonLines lines={6} />
            </div>
          )}
          {hunts.isError && <ErrorState error={hunts.error} retry={() => void hunts.refetch()} />}
          {hunts.data !== undefined && list.length === 0 && (
            <EmptyState icon="search" title="No hunts yet">
              Enable a rule of your own, or start one from a{' '}
              <Link to="/rules" className="text-accent underline">
                rule
              </Link>
              , to see what it would have found before.
            </EmptyState>
          )}
          <ul aria-label="Hunts, newest first">
            {list.map((h) => (
              <Row key={h.id} hunt={h} open={h.id === open} onOpen={() => show(h.id === open ? undefined : h.id)} />
            ))}
          </ul>
          {hunts.hasNextPage && (
            <div className="flex justify-center py-3">
              <Button size="sm" look="quiet" busy={hunts.isFetchingNextPage} onClick={() => void hunts.fetchNextPage()}>
                Show older
              </Button>
            </div>
          )}
        </div>
      </div>
      {open !== undefined && (
        <HuntPanel key={open} id={open} known={list.find((h) => h.id === open)} onClose={() => show(undefined)} />
      )}
      {starting && <HuntDialog rule={undefined} onClose={() => setStarting(false)} />}
    </div>
  );
}
