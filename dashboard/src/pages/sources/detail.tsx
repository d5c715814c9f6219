import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { shortDuration } from '../../lib/time.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDeliveries, type Health, type Source } from './data.ts';
import { Secret, type ShownOnce } from './secret.tsx';

const VERDICT = { processed: 'ok', partial: 'warn', dead: 'danger' } as const;

function Deliveries({ source }: { readonly source: string }) {
  const list = useDeliveries(source);
  if (list.isPending) return <SkeletonLines lines={5} />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (list.data.items.length === 0)
    return (
      <EmptyState title="Nothing was delivered yet">
        Point the sender at its address; what comes appears here.
      </EmptyState>
    );
  return (
    <ul className="rounded-md border border-line">
      {list.data.items.map((d) => (
        <li
          key={d.id}
          className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 text-xs last:border-0"
        >
          <Badge tone={VERDICT[d.verdict as keyof typeof VERDICT] ?? 'neutral'}>{d.verdict}</Badge>
          <span className="min-w-0 flex-1">
            {d.events} events{d.duplicates > 0 && `, ${d.duplicates} came before`}
            {d.rejected > 0 && `, ${d.rejected} rejected`}
            {d.findings > 0 && `, ${d.findings} findings`}
          </span>
          <span className="text-muted">{d.processedAt - d.acceptedAt} ms</span>
          <Time at={d.acceptedAt} className="w-16 text-right text-muted" />
        </li>
      ))}
    </ul>
  );
}

/** One source: its health, its last deliveries, and for an admin its switch and its secret. */
export function SourceDetail(props: {
  readonly source: Source;
  readonly health: Health | undefined;
  readonly admin: boolean;
}) {
  const { source, health, admin } = props;
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState<ShownOnce>();
  const enable = async (enabled: boolean): Promise<void> => {
    try {
      await api.patch(path('/sources/{id}', { id: source.id }), { enabled });
      await client.invalidateQueries({ queryKey: ['sources'] });
      toast.done(enabled ? 'The source is taken from again.' : 'Nothing of this source is taken any more.');
    } catch (e) {
      toast.failed(e);
    }
  };
  const rotate = async (): Promise<void> => {
    try {
      setFresh(await api.post(path('/sources/{id}/rotate', { id: source.id })));
    } catch (e) {
      toast.failed(e);
      setAsking(false);
    }
  };
  const close = (): void => {
    setAsking(false);
    setFresh(undefined);
  };
  return (
    <div className="flex flex-col gap-5">
      <KeyValues
        items={[
          [
            'Kind',
            <span key="k" className="mono">
              {source.kind}
            </span>,
          ],
          ['Id', <Id key="i" id={source.id} />],
          [
            'Accounts',
            source.accounts.length === 0 ? (
              'none: all it says is marked as foreign'
            ) : (
              <span key="a" className="mono">
                {source.accounts.join(', ')}
              </span>
            ),
          ],
          ['Last heard of', <Time key="l" at={health?.lastDeliveryAt} unknown="never" />],
          ['Events, 24 h', (health?.events ?? 0).toLocaleString('en')],
          ['Rejected, 24 h', (health?.rejected ?? 0).toLocaleString('en')],
          [
            'Behind',
            health?.lagP50Ms === undefined || health.lagP50Ms === null
              ? 'unknown'
              : health.lagP50Ms < 1000
                ? `${Math.round(health.lagP50Ms)} ms at the median`
                : `${shortDuration(health.lagP50Ms)} at the median`,
          ],
        ]}
      />
      {admin ? (
        <div className="flex flex-wrap items-center gap-4">
          <Switch label="Taken from" checked={source.enabled} onChange={(on) => void enable(on)} />
          <Button size="sm" icon="key" onClick={() => setAsking(true)}>
            New secret
          </Button>
        </div>
      ) : (
        <p className="text-xs text-muted">An admin switches sources and renews their secrets.</p>
      )}
      <div className="flex flex-col gap-1">
        <h3 className="text-xs font-semibold text-muted">Last deliveries</h3>
        <Deliveries source={source.id} />
      </div>
      <Dialog
        open={asking}
        onClose={close}
        title={fresh === undefined ? 'Make a new secret?' : 'The new secret'}
        lead={
          fresh === undefined
            ? 'The one in use stays good for a while, so that the sender can be changed without loss.'
            : undefined
        }
        footer={
          fresh === undefined ? (
            <>
              <Button onClick={close}>Cancel</Button>
              <Button look="primary" onClick={() => void rotate()}>
                Make it
              </Button>
            </>
          ) : (
            <Button look="primary" onClick={close}>
              Done
            </Button>
          )
        }
      >
        {fresh !== undefined && <Secret made={fresh} />}
      </Dialog>
    </div>
  );
}
