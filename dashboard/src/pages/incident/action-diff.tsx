import type { Plan } from '../../../../src/contracts/plan.ts';
import { Badge } from '../../ui/badge.tsx';
import { DiffTable } from '../../ui/diff-table.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { shortDuration } from '../../lib/time.ts';
import { WhatWillRun } from './commands.tsx';
import { actionWords } from './timeline.ts';

const REVERSIBILITY = {
  reversible: ['ok', 'Reversible: given back as it was'],
  disruptive: ['warn', 'Disruptive: reversible, work stops meanwhile'],
  destructive: ['danger', 'Destructive: cannot be undone'],
} as const;

/** One action of a plan: what it changes, on what, how far it can be undone, and what will run. */
export function ActionDiff({ action }: { readonly action: Plan['actions'][number] }) {
  const { preview: p, spec } = action;
  const [tone, words] = REVERSIBILITY[p.reversibility];
  const tags = Object.entries(p.tags);
  return (
    <article
      aria-label={`${actionWords(spec.action)} on ${spec.target}`}
      className="flex flex-col gap-3 border-b border-line p-4 last:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-sm font-medium first-letter:uppercase">{actionWords(spec.action)}</h3>
        <Badge tone={tone}>{words}</Badge>
        <span className="ml-auto text-xs text-muted">
          for {shortDuration(action.leaseMs)} · confidence {action.confidence} %
        </span>
      </div>
      <p className="text-sm text-muted wrap-anywhere">{action.reason}</p>
      {p.diff.length > 0 ? (
        <DiffTable changes={p.diff} caption={`What ${actionWords(spec.action)} changes`} />
      ) : (
        <p className="text-sm text-muted">The preview shows no change.</p>
      )}
      <KeyValues
        items={[
          ['Target', <Id key="t" id={spec.target} />],
          [
            'Live preview',
            <span key="p">
              {!p.exists
                ? 'the target does not exist'
                : p.alreadyDone
                  ? 'already as the action would make it'
                  : 'exists, would be changed'}{' '}
              · looked <Time at={p.at} />
            </span>,
          ],
          [
            'Depends on it',
            p.dependents.length === 0 ? (
              'nothing that was seen'
            ) : (
              <span className="mono">{p.dependents.join(', ')}</span>
            ),
          ],
          ...(tags.length === 0
            ? []
            : [
                [
                  'Tags',
                  <span key="tags" className="mono">
                    {tags.map(([k, v]) => `${k}=${v}`).join(' ')}
                  </span>,
                ] as const,
              ]),
          ...(p.notes.length === 0 ? [] : [['Notes', p.notes.join(' ')] as const]),
        ]}
      />
      <WhatWillRun commands={p.commands} />
    </article>
  );
}
