import type { ColumnVisibilityState } from '@tanstack/react-table';
import { usePreference } from '../session/preferences.ts';
import { IconButton } from './button.tsx';
import type { Column } from './data-table.tsx';
import { Menu, MenuCheck, MenuLabel } from './menu.tsx';

/** Which columns of a list are shown: kept with the person. */
export function useColumns(
  list: string,
  columns: readonly Column<never>[],
): readonly [ColumnVisibilityState, (id: string, on: boolean) => void] {
  const [kept, keep] = usePreference<ColumnVisibilityState>(`columns.${list}`, NONE);
  const shown = Object.fromEntries(columns.map((c) => [c.id, kept[c.id] ?? c.hidden !== true]));
  return [shown, (id, on) => keep({ ...kept, [id]: on })];
}
const NONE: ColumnVisibilityState = {};

export const ColumnMenu = ({
  columns,
  visibility,
  onChange,
}: {
  readonly columns: readonly Column<never>[];
  readonly visibility: ColumnVisibilityState;
  readonly onChange: (id: string, on: boolean) => void;
}) => (
  <Menu trigger={<IconButton icon="columns" label="Columns" />}>
    <MenuLabel>Columns</MenuLabel>
    {columns.map((c) => (
      <MenuCheck key={c.id} checked={visibility[c.id] !== false} onChange={(on) => onChange(c.id, on)}>
        {c.title}
      </MenuCheck>
    ))}
  </Menu>
);
