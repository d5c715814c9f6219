import { useState } from 'react';
import { useMay } from '../../session/session.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useNameOf } from '../incident/queries.ts';
import { obligationWords, usePolicies } from './data.ts';
import { Editor, type Editing } from './editor.tsx';
import { codeOf, effectOf, wordsOf, type Effect } from './effect.ts';

const TONE: Record<Effect, Tone> = { ask: 'warn', permit: 'ok', forbid: 'danger', other: 'neutral' };
const WORD: Record<Effect, string> = { ask: 'asks a person', permit: 'lets it go', forbid: 'forbids', other: 'policy' };

/** The policies in force, each with what it asks besides; an admin changes them here. */
export function PolicyList() {
  const admin = useMay('admin');
  const nameOf = useNameOf();
  const { data, error, isPending, isError, refetch } = usePolicies();
  const [editing, setEditing] = useState<Editing>();
  if (isPending)
    return (
      <Panel>
        <SkeletonLines lines={10} />
      </Panel>
    );
  if (isError) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <div className="flex max-w-[960px] flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        {admin && (
          <Button
            look="primary"
            icon="plus"
            onClick={() => setEditing({ id: undefined, text: '', version: data.version })}
          >
            Add policy
          </Button>
        )}
        <p className="text-xs text-muted">
          Last changed by {nameOf(data.updatedBy)} <Time at={data.updatedAt} />.{' '}
          {!admin && 'An admin changes policies. '}Every decision names the version that it was made under.
        </p>
      </div>
      {data.items.length === 0 && (
        <EmptyState icon="policies" title="No policy is in force">
          Without one nothing goes by itself: every action asks a person.
        </EmptyState>
      )}
      {data.items.map(({ id, text, obligations, notes }) => {
        const effect = effectOf(id, text);
        const words = notes['description'] ?? wordsOf(text);
        const asks = obligationWords(obligations);
        return (
          <Panel
            key={id}
            title={<span className="mono wrap-anywhere">{id}</span>}
            aside={
              <>
                <Badge tone={TONE[effect]}>{WORD[effect]}</Badge>
                <CopyButton text={text} label={`Copy ${id}`} />
                {admin && (
                  <Button
                    size="sm"
                    aria-label={`Edit ${id}`}
                    onClick={() => setEditing({ id, text, version: data.version })}
                  >
                    Edit
                  </Button>
                )}
              </>
            }
            flush
          >
            {(words !== '' || asks.length > 0) && (
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-3 text-sm text-muted">
                {words}
                {asks.map((a) => (
                  <Badge key={a}>{a}</Badge>
                ))}
              </div>
            )}
            <pre tabIndex={0} aria-label={`Policy ${id}`} className="mono overflow-x-auto px-4 py-3 leading-5">
              {codeOf(text)}
            </pre>
          </Panel>
        );
      })}
      {editing !== undefined && <Editor {...editing} onClose={() => setEditing(undefined)} />}
    </div>
  );
}
