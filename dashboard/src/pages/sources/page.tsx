import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SidePanel } from '../../ui/dialog.tsx';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useRole } from './role.ts';
import { AddSource } from './add-source.tsx';
import { useHealth, useSources, type Health, type Source } from './data.ts';
import { DeadLetters } from './dead-letters.tsx';
import { SourceDetail } from './detail.tsx';

function Line(props: {
  readonly source: Source;
  readonly health: Health | undefined;
  readonly open: boolean;
  readonly onOpen: () => void;
}) {
  const { source, health, open, onOpen } = props;
  return (
    <button
      type="button"
      aria-pressed={open}
      onClick={onOpen}
      className="flex min-h-12 w-full flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2 text-left text-sm hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium">{source.name}</span>
        <span className="mono block truncate text-xs text-faint">{source.kind}</span>
      </span>
      <span className="text-xs text-muted">{(health?.events ?? 0).toLocaleString('en')} events in 24 h</span>
      {!source.enabled ? (
        <Badge>off</Badge>
      ) : health === undefined ? (
        <Badge>never heard of</Badge>
      ) : health.rejected > 0 ? (
        <Badge tone="warn">{health.rejected.toLocaleString('en')} rejected</Badge>
      ) : (
        <Badge tone="ok">well</Badge>
      )}
      <Time
        at={health?.lastDeliveryAt}
        unknown="never"
        className="ml-auto w-20 text-right text-xs text-muted sm:ml-0"
      />
    </button>
  );
}

/** Senders: whether they are heard of, what they sent last, and what of it could not be processed. */
export function SourcesPage() {
  useTitle('Sources');
  const search = usePageSearch()[0];
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const role = useRole();
  const sources = useSources();
  const health = useHealth();
  const list = sources.data?.sources ?? [];
  const open = list.find((s) => s.id === search['source']);
  const show = (id: string | undefined): void =>
    void navigate({ to: '/sources', search: (id === undefined ? {} : { source: id }) as never });
  return (
    <div className="flex h-full min-h-0">
      <div className="min-w-0 flex-1 overflow-y-auto">
        <PageHeader title="Sources">
          {role === 'admin' && (
            <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
              Add source
            </Button>
          )}
        </PageHeader>
        <div className="flex max-w-[1100px] flex-col gap-4 px-4 pb-8 sm:px-6">
          <Panel title="Senders" flush>
            {sources.isPending && (
              <div className="p-4">
                <SkeletonLines lines={4} />
              </div>
            )}
            {sources.isError && <ErrorState error={sources.error} retry={() => void sources.refetch()} />}
            {sources.data !== undefined && list.length === 0 && (
              <EmptyState icon="sources" title="No sender is set up">
                {role === 'admin' ? 'Add one: it gets an address and a secret of its own.' : 'An admin adds senders.'}
              </EmptyState>
            )}
            <ul className="divide-y divide-line">
              {list.map((s) => (
                <li key={s.id}>
                  <Line
                    source={s}
                    health={health.data?.get(s.id)}
                    open={s.id === open?.id}
                    onOpen={() => show(s.id === open?.id ? undefined : s.id)}
                  />
                </li>
              ))}
            </ul>
          </Panel>
          <DeadLetters analyst={role !== undefined && role !== 'viewer'} />
        </div>
      </div>
      {open !== undefined && (
        <SidePanel title={open.name} onClose={() => show(undefined)}>
          <SourceDetail key={open.id} source={open} health={health.data?.get(open.id)} admin={role === 'admin'} />
        </SidePanel>
      )}
      <AddSource open={adding} onClose={() => setAdding(false)} />
    </div>
  );
}
