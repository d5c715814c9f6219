import { useState } from 'react';
import { Select } from '../../ui/field.tsx';
import type { Act } from './use-acts.ts';
import { useUsers } from './queries.ts';

/** Whose incident it is, to be changed where one may. */
export function AssigneePicker({
  assignee,
  act,
  may,
}: {
  readonly assignee: string | undefined;
  readonly act: Act;
  readonly may: boolean;
}) {
  const users = useUsers();
  // What was picked stands until the projection has caught up: the field would jump back for a moment.
  const [picked, setPicked] = useState<{ readonly value: string; readonly before: string }>();
  const now = assignee ?? '';
  const shown = picked?.before === now ? picked.value : now;
  const pick = async (value: string): Promise<void> => {
    setPicked({ value, before: now });
    const done = await act.run(
      'assign',
      { assignee: value === '' ? null : value },
      value === '' ? 'Nobody is assigned any more' : 'Assigned',
    );
    if (!done) setPicked(undefined);
  };
  const people = (users.data?.users ?? []).filter((u) => u.disabledAt === null || u.id === assignee);
  const known = assignee === undefined || people.some((u) => u.id === assignee);
  return (
    <Select
      label="Assignee"
      disabled={!may || act.busy !== undefined}
      value={shown}
      onChange={(event) => void pick(event.target.value)}
      options={[
        ['', 'Nobody'],
        ...(known ? [] : [[assignee, assignee] as const]),
        ...people.map((u) => [u.id, u.name] as const),
      ]}
    />
  );
}
