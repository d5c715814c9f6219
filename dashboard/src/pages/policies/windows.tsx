import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WindowView } from '../../../../src/contracts/windows.ts';
import { api, path } from '../../api/client.ts';
import { useNow } from '../../lib/use-now.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Confirm } from '../account/confirm.tsx';
import { openingWords } from '../incident/plan-words.ts';
import { useNameOf } from '../incident/queries.ts';
import { Until } from '../incident/until.tsx';
import { useWindows } from './data.ts';
import { WindowDialog } from './window-dialog.tsx';

function Window({ window: w, onEdit }: { readonly window: WindowView; readonly onEdit: (() => void) | undefined }) {
  const client = useQueryClient();
  const nameOf = useNameOf();
  const now = useNow(1000);
  const [first] = w.openings;
  const open = first !== undefined && first.opensAt <= now && now < first.closesAt;
  return (
    <Panel
      title={
        <span className="flex min-w-0 items-center gap-2">
          <span className="wrap-anywhere">{w.name}</span>
          <span className="mono text-xs font-normal text-muted">{w.id}</span>
        </span>
      }
      aside={
        first !== undefined && (
          <Badge tone={open ? 'ok' : 'neutral'}>
            {open ? (
              <>
                open, closes in <Until at={first.closesAt} />
              </>
            ) : (
              <>
                opens in <Until at={first.opensAt} />
              </>
            )}
          </Badge>
        )
      }
    >
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3 text-sm">
        <ol aria-label={`Next openings of ${w.name}`} className="min-w-0 flex-1 basis-64">
          {w.openings.length === 0 && <li className="text-warn">It does not open within a year.</li>}
          {w.openings.map((o) => (
            <li key={o.opensAt}>{openingWords(o.opensAt, o.closesAt, w.timezone)}</li>
          ))}
          <li className="text-xs text-muted">{w.timezone}</li>
        </ol>
        <div className="min-w-0 flex-1 basis-64 text-xs text-muted">
          <p className="mono wrap-anywhere">{w.rrule}</p>
          <p>
            from <span className="mono">{w.start.replace('T', ' ')}</span>, {w.durationMinutes} min each
          </p>
          <p>
            changed by {nameOf(w.updatedBy)} <Time at={w.updatedAt} />
          </p>
        </div>
        {onEdit !== undefined && (
          <div className="flex gap-2">
            <Button size="sm" onClick={onEdit}>
              Change…
            </Button>
            <Confirm
              label="Remove"
              title={`Remove ${w.name}?`}
              follows="Policies that name it ask a person instead; plans that wait for it are decided anew."
              act={async () => {
                await api.delete(path('/windows/{id}', { id: w.id }));
                await client.invalidateQueries({ queryKey: ['windows'] });
              }}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

/** When scheduled plans may act: rules in a time zone, with their next openings on that zone's clocks. */
export function Windows() {
  const admin = useMay('admin');
  const windows = useWindows();
  const [editing, setEditing] = useState<WindowView | 'new'>();
  if (windows.isPending) return <SkeletonLines lines={6} />;
  if (windows.isError) return <ErrorState error={windows.error} retry={() => void windows.refetch()} />;
  return (
    <div className="flex max-w-[960px] flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        {admin && (
          <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
            Add window
          </Button>
        )}
        <p className="text-sm text-muted">
          A policy schedules into one with <code className="mono">@strategy("scheduled") @window("…")</code>.
        </p>
      </div>
      {windows.data.length === 0 && (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState icon="policies" title="No maintenance window">
            {admin ? 'Add one, then let a policy name it.' : 'An admin adds windows.'} Until then, what a policy would
            schedule asks a person.
          </EmptyState>
        </div>
      )}
      {windows.data.map((w) => (
        <Window key={w.id} window={w} onEdit={admin ? () => setEditing(w) : undefined} />
      ))}
      {editing !== undefined && (
        <WindowDialog window={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </div>
  );
}
