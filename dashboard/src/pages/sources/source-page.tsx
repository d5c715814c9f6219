import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { toast } from '../../ui/toast.tsx';
import { AboutKind } from './about-kind.tsx';
import { useKinds, useRenew, useSource, type Detail, type Kind } from './data.ts';
import { HealthOf } from './health.tsx';
import { useRoles } from './role.ts';
import { SettingsOf } from './settings.tsx';
import { SetUpTexts } from './setup-texts.tsx';
import { StateMark } from './state-mark.tsx';
import { TestButton, TestResult, useTestEvent } from './test-event.tsx';

const ToSources = () => (
  <Link to="/sources" className="inline-flex min-h-6 items-center text-xs text-muted hover:text-ink hover:underline">
    ← Sources
  </Link>
);

/** Takes from it again at once; asks before nothing is taken any more. */
function Enabled({ source }: { readonly source: Detail }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const set = async (enabled: boolean): Promise<void> => {
    setBusy(true);
    try {
      await api.patch(path('/sources/{id}', { id: source.id }), { enabled });
      await renew();
      toast.done(enabled ? 'It is taken from again.' : 'Nothing of it is taken any more.');
      setAsking(false);
    } catch (e) {
      toast.failed(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy && !asking} onClick={() => (source.enabled ? setAsking(true) : void set(true))}>
        {source.enabled ? 'Disable' : 'Enable'}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Disable ${source.name}?`}
        lead="Its sender is refused within 15 seconds, and what it does not keep by itself is lost. Its silence is no finding meanwhile."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button look="danger" busy={busy} onClick={() => void set(false)}>
              Disable
            </Button>
          </>
        }
      />
    </>
  );
}

const SetUp = ({ source, kind }: { readonly source: Detail; readonly kind: Kind | undefined }) => (
  <div className="grid w-full max-w-[1240px] items-start gap-4 p-4 sm:px-6 lg:grid-cols-[minmax(0,1fr)_340px]">
    <Panel title="Set its sender up" flush>
      <SetUpTexts id={source.id} signed={kind?.secret === 'none'} />
    </Panel>
    {kind !== undefined && (
      <Panel title={kind.title}>
        <AboutKind kind={kind} />
      </Panel>
    )}
  </div>
);

function Loaded({ source }: { readonly source: Detail }) {
  const { analyst, admin } = useRoles();
  const [search, setSearch] = usePageSearch();
  const kind = useKinds().data?.find((k) => k.id === source.kind);
  const test = useTestEvent(source.id);
  const tabs = [
    { id: 'health', label: 'Health', content: <HealthOf source={source} /> },
    { id: 'set-up', label: 'Set-up', content: <SetUp source={source} kind={kind} /> },
    { id: 'settings', label: 'Settings and keys', content: <SettingsOf source={source} kind={kind} /> },
  ];
  return (
    <>
      <header className="flex flex-col gap-1 px-4 pb-2 pt-2 sm:px-6">
        <ToSources />
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
            <h1 className="text-lg font-semibold wrap-anywhere">{source.name}</h1>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
              <StateMark state={source.health.state} />
              <span>{source.title}</span>
            </div>
          </div>
          <div className="flex items-center gap-2">
            {analyst && source.enabled && <TestButton test={test} />}
            {admin && <Enabled source={source} />}
          </div>
        </div>
        <div className={test.step.at === 'idle' ? '' : 'mt-2'}>
          <TestResult test={test} />
        </div>
      </header>
      <Tabs
        tabs={tabs}
        value={tabs.some((t) => t.id === search['tab']) ? search['tab']! : 'health'}
        onChange={(tab) => setSearch(tab === 'health' ? {} : { tab })}
        label="Parts of the source"
      />
    </>
  );
}

function View({ id }: { readonly id: string }) {
  const source = useSource(id);
  useTitle(source.data?.name ?? 'Source');
  if (source.data !== undefined) return <Loaded source={source.data} />;
  return (
    <div className="px-4 py-2 sm:px-6">
      <ToSources />
      {source.isError ? (
        <>
          <h1 className="sr-only">Source</h1>
          <ErrorState error={source.error} retry={() => void source.refetch()} />
        </>
      ) : (
        <div role="status" aria-label="Loading" className="flex flex-col gap-4 py-2">
          <Skeleton className="h-6 w-2/5" />
          <Skeleton className="h-4 w-1/4" />
          <Skeleton className="mt-4 h-20" />
          <Skeleton className="h-48" />
        </div>
      )}
    </div>
  );
}

/** One sender: its health, how it is set up, what it is set to. */
export function SourcePage() {
  const { id } = useParams({ from: '/shell/sources/$id' });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <View key={id} id={id} />
    </div>
  );
}
