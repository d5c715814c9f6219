import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { Exact } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useRenew, type Detail, type Kind } from './data.ts';
import { checked, draftOf, placed, type Wrong } from './form.ts';
import { DeleteSource } from './delete-source.tsx';
import { mayIssue } from './issued-secret.tsx';
import { Keys } from './keys.tsx';
import { useRoles } from './role.ts';
import { SourceFields } from './source-fields.tsx';
import { count, rhythmWords } from './words.ts';

function Edit({ source, kind }: { readonly source: Detail; readonly kind: Kind }) {
  const [draft, setDraft] = useState(() => draftOf(source));
  const [refused, setRefused] = useState<Wrong>({});
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const { wrong, body } = checked(kind, draft);
  const isWrong = Object.keys(wrong).length > 0;
  // As the API would take it: accounts apart by commas or by lines are the same accounts.
  const changed = isWrong || JSON.stringify(body) !== JSON.stringify(checked(kind, draftOf(source)).body);
  const save = async (form: HTMLFormElement): Promise<void> => {
    if (isWrong) return form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    setBusy(true);
    try {
      await api.patch(path('/sources/{id}', { id: source.id }), body);
      await renew();
      toast.done('Saved. Ingest knows within 15 seconds.');
    } catch (e) {
      setRefused(placed(asApiError(e)));
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
        void save(e.currentTarget);
      }}
    >
      <SourceFields
        kind={kind}
        draft={draft}
        wrong={{ ...refused, ...wrong }}
        change={(next) => {
          setDraft((now) => ({ ...now, ...next }));
          setRefused({});
        }}
      >
        <div className="max-w-60">
          <Field
            label="Requests a minute"
            inputMode="numeric"
            value={draft.rate}
            placeholder="the default"
            hint="Beyond it the sender is told to wait."
            error={wrong['rate'] ?? refused['rate']}
            onChange={(e) => setDraft((now) => ({ ...now, rate: e.target.value }))}
          />
        </div>
      </SourceFields>
      <div className="flex gap-2 border-t border-line pt-4">
        <Button type="submit" look="primary" busy={busy} disabled={!changed}>
          Save
        </Button>
        <Button
          look="quiet"
          disabled={!changed}
          onClick={() => {
            setDraft(draftOf(source));
            setRefused({});
          }}
        >
          Undo
        </Button>
      </div>
    </form>
  );
}

/** What one reads who may not change it. */
function AsItIs({ source }: { readonly source: Detail }) {
  const [when, by] = rhythmWords(source.rhythm);
  const values = (v: string | readonly string[]): string => (typeof v === 'string' ? v : v.join('\n'));
  return (
    <KeyValues
      items={[
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
        ...Object.entries(source.settings).map(
          ([k, v]) =>
            [
              k,
              <span key={k} className="mono whitespace-pre-wrap">
                {values(v)}
              </span>,
            ] as const,
        ),
        ['Missed', `${when}: ${by}`],
        ['Rate', source.ratePerMinute === 0 ? 'the default' : `${count(source.ratePerMinute)} requests a minute`],
      ]}
    />
  );
}

/** What a source is set to, its keys, and its end. */
export function SettingsOf({ source, kind }: { readonly source: Detail; readonly kind: Kind | undefined }) {
  const { admin } = useRoles();
  return (
    <div className="grid w-full max-w-[1240px] items-start gap-4 p-4 sm:px-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
      <Panel title="Settings">
        {admin && kind !== undefined ? (
          <Edit key={source.id} source={source} kind={kind} />
        ) : (
          <AsItIs source={source} />
        )}
      </Panel>
      <div className="flex flex-col gap-4">
        <Keys source={source} signed={kind?.secret === 'none'} issues={mayIssue(kind)} />
        <Panel title="This source">
          <KeyValues
            items={[
              ['Id', <Id key="i" id={source.id} />],
              [
                'Kind',
                <span key="k" className="mono">
                  {source.kind}
                </span>,
              ],
              ['Made', <Exact key="m" at={source.createdAt} />],
            ]}
          />
          {!admin && <p className="mt-3 text-xs text-muted">An admin changes sources and renews their secrets.</p>}
          {admin && (
            <div className="mt-4 border-t border-line pt-4">
              <DeleteSource source={source} />
            </div>
          )}
        </Panel>
      </div>
    </div>
  );
}
