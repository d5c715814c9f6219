import { useState } from 'react';
import type { Resolution } from '../../../../src/contracts/incident.ts';
import { api, path } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useNarrow } from '../../lib/use-media.ts';
import { Select } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { ReasonDialog } from '../incident/reason-dialog.tsx';

const count = (n: number): string => (n === 1 ? 'one incident' : `${n} incidents`);

/** Does the same to each, one after the other; says how many it did, and why not the rest. */
export async function doToEach(
  ids: readonly string[],
  verb: 'acknowledge' | 'assign' | 'close',
  body: unknown,
  done: string,
): Promise<boolean> {
  let ok = 0;
  let wrong: unknown;
  for (const id of ids) {
    try {
      await api.post(path(`/incidents/{id}/${verb}`, { id }), body as never);
      ok += 1;
      void queryClient.invalidateQueries({ queryKey: ['incident', id] });
    } catch (error) {
      wrong ??= error;
    }
  }
  if (ok > 0) toast.done(`${done} ${count(ok)}`);
  if (wrong !== undefined)
    toast.failed(new Error(`${count(ids.length - ok)} left as before: ${asApiError(wrong).detail}`));
  return ok > 0;
}

function CloseAll({
  ids,
  onClose,
  onDone,
}: {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [resolution, setResolution] = useState<Resolution>('resolved');
  return (
    <ReasonDialog
      title={`Close ${count(ids.length)}`}
      lead="Those that hold something in AWS stay open: release them first."
      confirm="Close"
      onClose={onClose}
      onConfirm={async (reason) => {
        const done = await doToEach(ids, 'close', { reason, resolution }, 'Closed');
        if (done) onDone();
        return done;
      }}
      fields={
        <Select
          label="Resolution"
          value={resolution}
          onChange={(event) => setResolution(event.target.value as Resolution)}
          options={[
            ['resolved', 'Resolved'],
            ['false_positive', 'False positive'],
            ['duplicate', 'Duplicate'],
            ['accepted_risk', 'Accepted risk'],
          ]}
        />
      }
    />
  );
}

/** What one can do to several incidents at once. */
export function Bulk({
  ids,
  me,
  clear,
}: {
  readonly ids: readonly string[];
  readonly me: string;
  readonly clear: () => void;
}) {
  const [closing, setClosing] = useState(false);
  const [busy, setBusy] = useState<'acknowledge' | 'assign'>();
  const run = async (verb: 'acknowledge' | 'assign', body: unknown, done: string): Promise<void> => {
    setBusy(verb);
    if (await doToEach(ids, verb, body, done)) clear();
    setBusy(undefined);
  };
  const narrow = useNarrow();
  const acknowledge = (): void => void run('acknowledge', {}, 'Acknowledged');
  const assign = (): void => void run('assign', { assignee: me }, 'Assigned to you:');
  const closeDialog = closing && <CloseAll ids={ids} onClose={() => setClosing(false)} onDone={clear} />;
  if (narrow)
    return (
      <>
        <Menu
          align="start"
          trigger={
            <Button size="sm" icon="down" busy={busy !== undefined}>
              Do
            </Button>
          }
        >
          <MenuItem onSelect={acknowledge}>Acknowledge</MenuItem>
          <MenuItem onSelect={assign}>Assign to me</MenuItem>
          <MenuItem onSelect={() => setClosing(true)}>Close…</MenuItem>
        </Menu>
        {closeDialog}
      </>
    );
  return (
    <>
      <Button size="sm" icon="check" busy={busy === 'acknowledge'} onClick={acknowledge}>
        Acknowledge
      </Button>
      <Button size="sm" icon="user" busy={busy === 'assign'} onClick={assign}>
        Assign to me
      </Button>
      <Button size="sm" onClick={() => setClosing(true)}>
        Close…
      </Button>
      {closeDialog}
    </>
  );
}
