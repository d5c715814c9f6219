import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, PageHeader, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Exact } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { Entries } from './entries.tsx';

function save(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/** The audit trail: its signed head, the keys it verifies under, and the organisation's own chain. Each incident's is on its page. */
export function LedgerPage() {
  useTitle('Ledger');
  const [busy, setBusy] = useState(false);
  const head = useQuery({
    queryKey: ['ledger', 'head'],
    queryFn: ({ signal }) => api.get('/audit/head', { signal }),
  });
  const keys = useQuery({
    queryKey: ['ledger', 'keys'],
    queryFn: ({ signal }) => api.get('/audit/keys', { signal }),
  });
  const chain = useQuery({
    queryKey: ['ledger', 'organisation'],
    queryFn: ({ signal }) => api.get('/audit/organisation', { signal }),
  });
  const exportAll = async (): Promise<void> => {
    setBusy(true);
    try {
      save('organisation.audit.json', await api.get('/audit/organisation'));
      toast.done('The bundle is in your downloads. Verify it with `npm run vedette -- audit verify`.');
    } catch (e) {
      toast.failed(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="h-full overflow-y-auto">
      <PageHeader title="Ledger" lead="Every decision and effect, chained, in a signed tree.">
        <Button busy={busy} onClick={() => void exportAll()}>
          Export
        </Button>
      </PageHeader>
      <div className="flex max-w-[960px] flex-col gap-4 px-4 pb-8 sm:px-6">
        <Panel title="Signed head">
          {head.isPending && <SkeletonLines lines={5} />}
          {head.isError && <ErrorState error={head.error} retry={() => void head.refetch()} />}
          {head.data !== undefined && (
            <KeyValues
              items={[
                ['Entries', head.data.size.toLocaleString('en')],
                ['Root', <Id key="r" id={head.data.root} />],
                ['Signed', <Exact key="a" at={head.data.at} />],
                ['Key', <Id key="k" id={head.data.keyId} />],
                ['Signature', <Id key="s" id={head.data.signature} />],
              ]}
            />
          )}
        </Panel>
        <Panel title="Keys that heads verify under">
          <p className="pb-3 text-sm text-muted">
            Note these down outside of Vedette: a bundle proves something only under a key that did not come with it.
          </p>
          {keys.isPending && <SkeletonLines lines={1} />}
          {keys.isError && <ErrorState error={keys.error} retry={() => void keys.refetch()} />}
          <KeyValues
            items={Object.entries(keys.data ?? {}).map(([id, key]) => [id, <Id key={id} id={key} />] as const)}
          />
        </Panel>
        <Panel
          title="People, keys, policies"
          aside={chain.data === undefined ? undefined : `${chain.data.entries.length} entries`}
          flush
        >
          {chain.isPending && (
            <div className="p-4">
              <SkeletonLines lines={6} />
            </div>
          )}
          {chain.isError && <ErrorState error={chain.error} retry={() => void chain.refetch()} />}
          {chain.data !== undefined && <Entries entries={chain.data.entries} />}
        </Panel>
      </div>
    </div>
  );
}
