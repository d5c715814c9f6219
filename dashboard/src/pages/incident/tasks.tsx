import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActionView } from '../../../../src/contracts/incident.ts';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id, CopyButton } from '../../ui/id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { CommandList } from './commands.tsx';
import { useInvestigation } from './queries.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { actionWords } from './timeline.ts';

function Task({ incident, action }: { readonly incident: string; readonly action: ActionView }) {
  const [saying, setSaying] = useState(false);
  const may = useMay('analyst');
  const client = useQueryClient();
  const investigation = useInvestigation(incident);
  const known = investigation.data?.actions.find((a) => a.opId === action.opId);
  const commands = known?.preview?.commands ?? [];
  const done = action.state === 'done_by_hand';
  const say = async (note: string): Promise<boolean> => {
    try {
      await api.post(path('/incidents/{id}/tasks/{operation}/done', { id: incident, operation: action.opId }), {
        note,
      });
      toast.done('Noted. AWS is being read: what it shows counts.');
      await client.invalidateQueries({ queryKey: ['incident', incident] });
      return true;
    } catch (error) {
      toast.failed(error);
      return false;
    }
  };
  return (
    <article
      aria-label={actionWords(action.action)}
      className="flex flex-col gap-3 border-b border-line p-4 last:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-sm font-medium first-letter:uppercase">{actionWords(action.action)}</h3>
        <Badge tone={done ? 'ok' : 'warn'}>{done ? 'Done by hand, read back' : 'To be done by a person'}</Badge>
        {!done && commands.length > 1 && (
          <span className="ml-auto inline-flex items-center text-xs text-muted">
            all steps <CopyButton text={commands.join('\n')} label="Copy all steps" />
          </span>
        )}
      </div>
      <div className="text-sm text-muted">
        <Id id={action.target} wrap />
        {known !== undefined && <p className="mt-1 wrap-anywhere">{known.reason}</p>}
      </div>
      {!done &&
        (investigation.isPending ? (
          <SkeletonLines lines={3} />
        ) : commands.length === 0 ? (
          <p className="text-sm text-muted">
            No command lines were kept for it. What must become true is in the plan’s diff; do it in AWS, then say so
            here.
          </p>
        ) : (
          <CommandList commands={commands} label="Steps, in order" />
        ))}
      {action.detail !== undefined && (
        <p
          role={done ? undefined : 'status'}
          className={`flex items-start gap-2 rounded-md px-3 py-2 text-sm wrap-anywhere ${done ? 'bg-ok-soft' : 'bg-warn-soft'}`}
        >
          <span className={`mt-0.5 ${done ? 'text-ok' : 'text-warn'}`}>
            <Icon name={done ? 'check' : 'warn'} size={14} />
          </span>
          {action.detail}
        </p>
      )}
      {!done &&
        (may ? (
          <div>
            <Button look="primary" icon="check" onClick={() => setSaying(true)}>
              I did it…
            </Button>
          </div>
        ) : (
          <p className="text-xs text-muted">An analyst says when it is done.</p>
        ))}
      {saying && (
        <ReasonDialog
          title="Say that it is done"
          lead="AWS is read then, and what it shows counts. Until it shows it, the task stays open."
          label="What you did"
          confirm="I did it"
          onClose={() => setSaying(false)}
          onConfirm={say}
        />
      )}
    </article>
  );
}

/** What a plan leaves to a person: the exact steps, and whether AWS shows them done. Nothing where there are none. */
export function Tasks({ incident, actions }: { readonly incident: string; readonly actions: readonly ActionView[] }) {
  const tasks = actions.filter((a) => a.state === 'manual' || a.state === 'done_by_hand');
  if (tasks.length === 0) return null;
  const open = tasks.filter((a) => a.state === 'manual').length;
  return (
    <Panel flush title="Tasks" aside={open === 0 ? 'all done' : `${open} of ${tasks.length} to do`}>
      {tasks.map((a) => (
        <Task key={a.opId} incident={incident} action={a} />
      ))}
    </Panel>
  );
}
