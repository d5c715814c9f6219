import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { AboutKind } from './about-kind.tsx';
import { useKinds, useRenew, type Kind, type Made } from './data.ts';
import { bodyOf, checked, EMPTY, placed, type Draft, type Wrong } from './form.ts';
import { IssuedSecret, mayIssue } from './issued-secret.tsx';
import { KindPicker } from './kind-picker.tsx';
import { MadeSource } from './made.tsx';
import { useRoles } from './role.ts';
import { SourceFields } from './source-fields.tsx';

function Form({ kind, onMade }: { readonly kind: Kind; readonly onMade: (made: Made) => void }) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  /** Told once it was tried, and then as one types. */
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Wrong>({});
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const found = checked(kind, draft).wrong;
  const submit = async (form: HTMLFormElement): Promise<void> => {
    setTried(true);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    try {
      onMade(await api.post('/sources', bodyOf(kind, draft)));
      await renew();
    } catch (e) {
      setRefused(placed(asApiError(e)));
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        void submit(e.currentTarget);
      }}
    >
      <SourceFields
        kind={kind}
        begin
        draft={draft}
        wrong={tried ? { ...refused, ...found } : refused}
        change={(next) => {
          setDraft((now) => ({ ...now, ...next }));
          setRefused({});
        }}
      >
        {mayIssue(kind) && (
          <IssuedSecret
            value={draft.secret}
            hint="Whoever issues one (Clerk, Resend, OpenAI, senders on Svix) shows it once it knows the address: leave this empty, and give it afterwards. Without one, a secret is made."
            wrong={refused['secret']}
            onChange={(secret) => {
              setDraft((now) => ({ ...now, secret }));
              setRefused({});
            }}
          />
        )}
      </SourceFields>
      <div className="flex items-center gap-2 border-t border-line pt-4">
        <Button type="submit" look="primary" busy={busy}>
          Add source
        </Button>
        <Link to="/sources/new" className="px-2 text-sm text-muted hover:text-ink hover:underline">
          Another kind
        </Link>
      </div>
    </form>
  );
}

/** A new sender: what it is, what it may speak of, then its address, its secret, and its first delivery. */
export function NewSourcePage() {
  useTitle('Add a source');
  const [search] = usePageSearch();
  const navigate = useNavigate();
  const { admin } = useRoles();
  const kinds = useKinds();
  const [made, setMade] = useState<Made>();
  const kind = kinds.data?.find((k) => k.id === search['kind']);
  return (
    <div className="h-full overflow-y-auto">
      <div className="px-4 pt-2 sm:px-6">
        <Link
          to="/sources"
          className="inline-flex min-h-6 items-center text-xs text-muted hover:text-ink hover:underline"
        >
          ← Sources
        </Link>
      </div>
      <PageHeader
        title={made !== undefined ? 'Set its sender up' : 'Add a source'}
        lead={made === undefined ? (kind?.title ?? 'What sends?') : kind?.title}
      />
      <div className="max-w-[1200px] px-4 pb-10 sm:px-6">
        {kinds.isPending && <SkeletonLines lines={10} />}
        {kinds.isError && <ErrorState error={kinds.error} retry={() => void kinds.refetch()} />}
        {!admin ? (
          <EmptyState icon="lock" title="An admin adds sources">
            Ask one: it takes a name, the accounts that the sender may speak of, and the settings of its kind.
          </EmptyState>
        ) : made !== undefined && kind !== undefined ? (
          <MadeSource made={made} kind={kind} />
        ) : kind !== undefined ? (
          <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_380px]">
            <Panel>
              <Form key={kind.id} kind={kind} onMade={setMade} />
            </Panel>
            <Panel title={kind.title}>
              <AboutKind kind={kind} />
            </Panel>
          </div>
        ) : (
          kinds.data !== undefined && (
            <KindPicker
              kinds={kinds.data}
              onChoose={(id) => void navigate({ to: '/sources/new', search: { kind: id } as never })}
            />
          )
        )}
      </div>
    </div>
  );
}
