import { useState } from 'react';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useKeptBack, useSuppressions, type KeptBack as Kept } from './data.ts';
import { SuppressDialog } from './suppress-dialog.tsx';
import { SuppressionItem } from './suppressions.tsx';
import { rowOf } from './where.ts';

/** Shown at first; the newest hundred are there on asking. */
const FIRST = 10;

function Row({ of: k, onSuppress }: { readonly of: Kept; readonly onSuppress: (() => void) | undefined }) {
  const suppressions = useSuppressions();
  const by = suppressions.data?.find((s) => s.id === k.by);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0">
      <Badge tone={k.kind === 'shadow' ? 'accent' : 'neutral'}>{k.kind}</Badge>
      <span className="min-w-0 flex-1 basis-48">
        <span className="mono block truncate text-xs" title={k.principal ?? k.eventId}>
          {k.principal ?? k.eventId}
        </span>
        <span className="block truncate text-xs text-muted">
          {k.source}
          {k.kind === 'suppressed' && (by === undefined ? ' · by a suppression that has ended' : ` · ${by.reason}`)}
        </span>
      </span>
      <Time at={k.time} className="text-xs text-muted" />
      {onSuppress !== undefined && k.kind === 'shadow' && (
        <Button size="sm" look="quiet" onClick={onSuppress}>
          Suppress…
        </Button>
      )}
    </li>
  );
}

/** What the rule matched and did not become a finding, and what keeps it back. */
export function KeptBack({ id }: { readonly id: string }) {
  const kept = useKeptBack(id);
  const analyst = useMay('analyst');
  const mine = (useSuppressions().data ?? []).filter((s) => s.rule === id || s.rule === '*');
  const [all, setAll] = useState(false);
  const [from, setFrom] = useState<Kept>();
  const rows = kept.data ?? [];
  const who = rowOf('ocsf.actor.user.uid', from?.principal ?? '');
  return (
    <Panel title="Kept back" flush>
      {mine.length > 0 && (
        <div className="border-b border-line">
          <h3 className="px-4 pt-3 text-xs font-semibold text-muted">Suppressions in force</h3>
          <ul>
            {mine.map((s) => (
              <SuppressionItem key={s.id} of={s} withRule={s.rule === '*'} />
            ))}
          </ul>
        </div>
      )}
      {kept.isPending && (
        <div className="p-4">
          <SkeletonLines lines={3} />
        </div>
      )}
      {kept.isError && <ErrorState error={kept.error} retry={() => void kept.refetch()} />}
      {kept.data !== undefined && rows.length === 0 && (
        <p className="px-4 py-4 text-sm text-muted">
          Nothing was kept back: the rule was not in shadow when it matched, and no suppression held.
        </p>
      )}
      <ul aria-label="What was kept back, newest first">
        {(all ? rows : rows.slice(0, FIRST)).map((k) => (
          <Row key={`${k.id} ${k.kind}`} of={k} onSuppress={analyst ? () => setFrom(k) : undefined} />
        ))}
      </ul>
      {!all && rows.length > FIRST && (
        <div className="flex justify-center border-t border-line py-2">
          <Button size="sm" look="quiet" onClick={() => setAll(true)}>
            Show {rows.length - FIRST} more
          </Button>
        </div>
      )}
      {from !== undefined && (
        <SuppressDialog rule={id} rows={who === undefined ? [] : [who]} onClose={() => setFrom(undefined)} />
      )}
    </Panel>
  );
}
