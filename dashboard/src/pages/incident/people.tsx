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
  const people = (users.data?.users ?? []).filter((u) => u.disabledAt === null || u.id === assignee);
  const known = assignee === undefined || people.some((u) => u.id === assignee);
  return (
    <Select
      label="Assignee"
      disabled={!may || act.busy !== undefined}
      value={assignee ?? ''}
      onChange={(event) =>
        void act.run(
          'assign',
          { assignee: event.target.value === '' ? null : event.target.value },
          event.target.value === '' ? 'Nobody is assigned any more' : 'Assigned',
        )
      }
      options={[
        ['', 'Nobody'],
        ...(known ? [] : [[assignee, assignee] as const]),
        ...people.map((u) => [u.id, u.name] as const),
      ]}
    />
  );
}
