import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError, type ApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConfirmDialog } from '../account/confirm.tsx';
import { CodeField } from '../policies/code-field.tsx';
import { useRenewRules, useRule, type Rule, type State } from './data.ts';
import { Defines } from './defines.tsx';
import { RuleConflict } from './rule-conflict.tsx';
import { ToRules } from './rule-page.tsx';
import { TryArchive } from './try-archive.tsx';
import { TryEvents } from './try-events.tsx';
import { useRuleCheck } from './use-rule-check.ts';
import { STATE_MEANS, STATE_WORD } from './words.ts';

const STATES: readonly State[] = ['draft', 'shadow', 'enabled', 'disabled'];
/** How much a state does: what does less is set before the text, so that no new text runs for a moment in the old one. */
const LOUD: Record<State, number> = { draft: 0, disabled: 0, shadow: 1, enabled: 2 };

/** Sends what is to be saved. Answers the rule's id. Throws `ApiError`; `onSaved` tells of a text that is in already. */
async function save(
  rule: Rule | undefined,
  next: { readonly text: string; readonly note: string; readonly state: State; readonly base: number | undefined },
  onSaved: (version: number) => void,
): Promise<string> {
  const { text, note, state, base } = next;
  if (rule === undefined) return (await api.post('/rules', { text, state, note })).id;
  const { id } = rule;
  const put = async (): Promise<void> => {
    const saved = await api.put(path('/rules/{id}', { id }), {
      text,
      note,
      ...(base === undefined ? {} : { ifVersion: base }),
    });
    onSaved(saved.version);
  };
  const stand = () => api.put(path('/rules/{id}/state', { id }), { state });
  if (state !== rule.state && LOUD[state] < LOUD[rule.state]) await stand();
  if (text !== rule.yaml) await put();
  if (state !== rule.state && LOUD[state] >= LOUD[rule.state]) await stand();
  return id;
}

/** Writes a rule: looked at on every pause, tried on events and on the archive, saved over the version that it began from. */
export function Editor({ rule, start }: { readonly rule: Rule | undefined; readonly start: string }) {
  const navigate = useNavigate();
  const renew = useRenewRules();
  const fresh = useRule(rule?.id ?? '', rule !== undefined);
  const [text, setText] = useState(start);
  const [begun, setBegun] = useState(start);
  const [base, setBase] = useState(rule?.version ?? undefined);
  const [state, setState] = useState<State>(rule?.state ?? 'draft');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<ApiError>();
  const leaving = useRef(false);
  const check = useRuleCheck(text);
  const dirty = text !== begun;
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !leaving.current,
    enableBeforeUnload: () => dirty && !leaving.current,
    withResolver: true,
  });
  const faulty = check.errors.length > 0 || text.trim() === '';
  const conflict =
    rule !== undefined && wrong?.code === 'conflict' && fresh.data !== undefined && fresh.data.version !== base;
  const unchanged = rule !== undefined && !dirty && state === rule.state;

  const submit = async (): Promise<void> => {
    setBusy(true);
    setWrong(undefined);
    try {
      const id = await save(rule, { text, note: note.trim(), state, base }, setBase);
      leaving.current = true;
      await renew();
      toast.done(rule === undefined ? 'Saved as version 1.' : 'Saved; in force within 30 seconds.');
      await navigate({ to: '/rules/$id', params: { id } });
    } catch (e) {
      const error = asApiError(e);
      if (error.code === 'conflict' && rule !== undefined) await fresh.refetch();
      setWrong(error);
      setBusy(false);
    }
  };
  const goOn = (from: string): void => {
    setText(from);
    setBase(fresh.data?.version ?? base);
    setWrong(undefined);
  };

  return (
    <>
      <header className="flex flex-col gap-1 border-b border-line px-4 pb-3 pt-2 sm:px-6">
        <ToRules />
        <h1 className="text-lg font-semibold text-balance wrap-anywhere">
          {rule === undefined ? 'New rule' : `Edit ${rule.title}`}
        </h1>
      </header>
      <div className="grid items-start gap-4 px-4 pb-10 pt-4 sm:px-6 xl:grid-cols-[minmax(0,1fr)_420px]">
        <div className="flex min-w-0 flex-col gap-4">
          <CodeField
            label="Sigma"
            value={text}
            onChange={setText}
            errors={check.errors}
            linesMax={28}
            note={
              text.trim() === ''
                ? 'A rule has text.'
                : check.failed
                  ? 'It could not be checked now; saving checks it again.'
                  : check.settled
                    ? 'No fault found.'
                    : 'Being checked…'
            }
          />
          {conflict && fresh.data !== undefined && (
            <RuleConflict
              mine={text}
              theirs={fresh.data}
              onKeep={() => goOn(text)}
              onTake={() => {
                goOn(fresh.data.yaml);
                setBegun(fresh.data.yaml);
              }}
            />
          )}
          <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
            <div className="grid gap-3 sm:grid-cols-[180px_minmax(0,1fr)]">
              <Select
                label={rule === undefined ? 'Save as' : 'State'}
                value={state}
                onChange={(e) => setState(e.target.value as State)}
                options={STATES.filter((s) => rule !== undefined || s !== 'disabled').map(
                  (s) => [s, STATE_WORD[s]] as const,
                )}
              />
              <Field
                label="Note"
                value={note}
                maxLength={500}
                placeholder="What changed and why: it stands beside the version"
                onChange={(e) => setNote(e.target.value)}
              />
            </div>
            <p className="text-xs text-muted">
              {STATE_MEANS[state]}
              {state === 'enabled' && ' It looks through the past by itself, too.'}
            </p>
            {wrong !== undefined && !conflict && (
              <p role="alert" className="text-sm text-danger wrap-anywhere">
                {wrong.detail}
              </p>
            )}
            <div className="flex justify-end gap-2">
              <Button
                onClick={() =>
                  void navigate(rule === undefined ? { to: '/rules' } : { to: '/rules/$id', params: { id: rule.id } })
                }
              >
                Cancel
              </Button>
              <Button
                look="primary"
                busy={busy}
                disabled={faulty || unchanged || conflict || !check.settled}
                onClick={() => void submit()}
              >
                Save
              </Button>
            </div>
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Defines read={check} />
          <TryEvents text={text} faulty={faulty} />
          <TryArchive text={text} faulty={faulty} />
        </div>
      </div>
      <ConfirmDialog
        open={blocker.status === 'blocked'}
        onClose={() => blocker.reset?.()}
        label="Leave"
        title="Leave without saving?"
        follows="What you wrote is lost."
        act={async () => {
          blocker.proceed?.();
          await Promise.resolve();
        }}
      />
    </>
  );
}
