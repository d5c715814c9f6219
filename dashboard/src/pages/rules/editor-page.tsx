import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { useMay } from '../../session/session.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { useRule } from './data.ts';
import { startText, underNewIds } from './draft.ts';
import { Editor } from './editor.tsx';
import { ToRules } from './rule-page.tsx';

const newId = (): string => crypto.randomUUID();

/** Of another rule's text, or a rule's own: it is asked for first. */
function FromRule({ id, edit }: { readonly id: string; readonly edit: boolean }) {
  const rule = useRule(id);
  // What is edited stays what it was when one began: another's change shows as a conflict, never as a text that moves.
  const [begun, setBegun] = useState<{ text: string; version: number | null }>();
  if (begun === undefined && rule.data !== undefined)
    setBegun({ text: edit ? rule.data.yaml : underNewIds(rule.data.yaml, newId), version: rule.data.version });
  if (begun !== undefined && rule.data !== undefined)
    return edit ? <Editor rule={rule.data} start={begun.text} /> : <Editor rule={undefined} start={begun.text} />;
  return (
    <div className="px-4 py-3 sm:px-6">
      <ToRules />
      <h1 className="sr-only">{edit ? 'Edit rule' : 'New rule'}</h1>
      {rule.isError ? (
        <ErrorState error={rule.error} retry={() => void rule.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </div>
  );
}

const ForAnalysts = () => (
  <div className="px-4 py-3 sm:px-6">
    <ToRules />
    <h1 className="sr-only">New rule</h1>
    <EmptyState icon="lock" title="For analysts">
      An analyst writes rules. You see all of them, and what they find.
    </EmptyState>
  </div>
);

/** Writing a new rule, from scratch or from another's text (`?from=`). */
export function NewRulePage() {
  useTitle('New rule');
  const from = usePageSearch()[0]['from'];
  const [start] = useState(() => startText(newId(), new Date().toISOString().slice(0, 10)));
  if (!useMay('analyst')) return <ForAnalysts />;
  return from === undefined ? <Editor rule={undefined} start={start} /> : <FromRule id={from} edit={false} />;
}

/** Changing an own rule. */
export function EditRulePage() {
  useTitle('Edit rule');
  const { id } = useParams({ from: '/shell/rules/$id/edit' });
  if (!useMay('analyst')) return <ForAnalysts />;
  return <FromRule key={id} id={id} edit />;
}
