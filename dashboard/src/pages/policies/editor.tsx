import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError, type ApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { faultAt, faultElsewhere } from '../administration/fault.ts';
import { CodeField } from './code-field.tsx';
import { usePolicies } from './data.ts';
import { LineDiff } from './line-diff.tsx';
import { DryRunResult, useDryRun } from './dry-run-result.tsx';
import { useValidation } from './use-validation.ts';

export interface Editing {
  /** Undefined: a new one */
  readonly id: string | undefined;
  readonly text: string;
  /** The version of the set that it was based on: a change over another is refused. */
  readonly version: string;
}

const START = `// Say in a sentence what it is for.
@approvals("1")
forbid (principal, action == Vedette::Action::"act", resource)
when { context.production };
`;

/** Another version came in force meanwhile: what it says of this policy, and the two ways on. */
function Conflict({
  id,
  mine,
  theirs,
  onRebase,
  onTake,
}: {
  readonly id: string;
  readonly mine: string;
  readonly theirs: string | undefined;
  readonly onRebase: () => void;
  readonly onTake: () => void;
}) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-warn bg-warn-soft p-3 text-sm">
      <p className="font-medium">Somebody changed the policies while you edited. Nothing was saved.</p>
      <p className="text-muted">
        {theirs === undefined
          ? `${id} is not in the version in force now.`
          : theirs === mine
            ? 'The text in force now is the same as yours.'
            : 'What your text would change in the one in force now:'}
      </p>
      {theirs !== undefined && theirs !== mine && <LineDiff before={theirs} after={mine} label={`Changes to ${id}`} />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onRebase}>
          Keep my text, over the new version
        </Button>
        {theirs !== undefined && (
          <Button size="sm" look="quiet" onClick={onTake}>
            Begin again from the new text
          </Button>
        )}
      </div>
    </div>
  );
}

/** Writes a policy: looked at on every pause, tried on past incidents on asking, and saved over the version that it began from. */
export function Editor({ id: of, text: start, version, onClose }: Editing & { readonly onClose: () => void }) {
  const client = useQueryClient();
  const policies = usePolicies();
  const [id, setId] = useState(of ?? '');
  const [text, setText] = useState(of === undefined ? START : start);
  const [base, setBase] = useState(version);
  const [busy, setBusy] = useState<'save' | 'remove'>();
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState<ApiError>();
  const check = useValidation(id, text);
  const dry = useDryRun();
  const fresh = of === undefined;
  const conflict = wrong?.code === 'conflict' && policies.data !== undefined && policies.data.version !== base;

  const change = async (what: 'save' | 'remove'): Promise<void> => {
    setBusy(what);
    setWrong(undefined);
    try {
      if (what === 'remove') await api.delete(path('/policies/{id}', { id }), { query: { ifVersion: base } });
      else if (fresh) await api.post('/policies', { id, text, ifVersion: base });
      else await api.put(path('/policies/{id}', { id }), { text, ifVersion: base });
      await Promise.all(['policies', 'policy-versions'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      toast.done(
        what === 'remove' ? `${id} is taken out; a new version is in force.` : 'Saved; a new version is in force.',
      );
      onClose();
    } catch (e) {
      const error = asApiError(e);
      if (error.code === 'conflict') await policies.refetch();
      setWrong(error);
      setBusy(undefined);
    }
  };
  const rebase = (): void => {
    setBase(policies.data?.version ?? base);
    setWrong(undefined);
  };
  const theirs = policies.data?.policies[id];
  const general = conflict ? undefined : faultElsewhere(wrong, ['/id', '/text']);
  const unchanged = !fresh && text === start;

  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={fresh ? 'Add a policy' : `Edit ${id}`}
      lead="Saving makes a new version of the whole set, in force at once."
      footer={
        <>
          {!fresh && (
            <Button
              look="danger"
              className="mr-auto"
              busy={busy === 'remove'}
              onClick={() => (sure ? void change('remove') : setSure(true))}
            >
              {sure ? 'Really take it out' : 'Take out…'}
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={busy === 'save'}
            disabled={id === '' || text.trim() === '' || unchanged || check.errors.length > 0 || conflict}
            onClick={() => void change('save')}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {fresh && (
          <Field
            label="Id"
            className="mono"
            value={id}
            maxLength={100}
            placeholder="ask-production"
            hint="Lower-case words; decisions name it as their reason."
            onChange={(e) => setId(e.target.value)}
            error={
              id !== '' && !/^[a-z0-9][a-z0-9-]*$/.test(id)
                ? 'Lower-case letters, digits and hyphens.'
                : faultAt(wrong, '/id')
            }
          />
        )}
        <CodeField
          label="Cedar"
          value={text}
          onChange={(t) => {
            setText(t);
            setSure(false);
          }}
          errors={check.errors}
          note={
            text.trim() === ''
              ? 'A policy has text.'
              : check.failed
                ? 'It could not be checked now; saving checks it again.'
                : check.settled
                  ? 'No fault found.'
                  : 'Being checked…'
          }
        />
        {conflict && (
          <Conflict
            id={id}
            mine={text}
            theirs={theirs}
            onRebase={rebase}
            onTake={() => {
              setText(theirs ?? text);
              rebase();
            }}
          />
        )}
        {(general ?? faultAt(wrong, '/text')) !== undefined && (
          <p role="alert" className="text-sm text-danger wrap-anywhere">
            {general ?? faultAt(wrong, '/text')}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            busy={dry.busy}
            disabled={id === '' || text.trim() === '' || check.errors.length > 0}
            onClick={() => void dry.run({ changes: { [id]: text } })}
          >
            Try on the last 50 incidents
          </Button>
          <span className="text-xs text-muted">Nothing is kept by trying.</span>
        </div>
        <DryRunResult dry={dry} />
      </div>
    </Dialog>
  );
}
