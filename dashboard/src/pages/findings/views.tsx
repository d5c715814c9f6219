import { useState } from 'react';
import type { Search } from '../../lib/filters.ts';
import { useViews } from '../../session/preferences.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';

/** Filters under a name, kept with the person; a list's key tells whose they are. */
export function SavedViews({
  list,
  search,
  onOpen,
}: {
  readonly list: string;
  readonly search: Search;
  readonly onOpen: (search: Search) => void;
}) {
  const [views, setViews] = useViews(list);
  const [name, setName] = useState<string>();
  const { open: _open, ...filters } = search;
  const saved = Object.fromEntries(Object.entries(filters).filter((e): e is [string, string] => e[1] !== undefined));
  const save = (): void => {
    const given = name?.trim() ?? '';
    if (given === '') return;
    setViews([...views.filter((v) => v.name !== given), { name: given, search: saved }]);
    setName(undefined);
  };
  return (
    <>
      <Menu trigger={<Button>Views</Button>}>
        <MenuLabel>Saved views</MenuLabel>
        {views.length === 0 && <p className="px-2 pb-1.5 text-sm text-faint">None yet</p>}
        {views.map((v) => (
          <MenuItem key={v.name} onSelect={() => onOpen(v.search)}>
            {v.name}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon="plus" disabled={Object.keys(saved).length === 0} onSelect={() => setName('')}>
          Save these filters
        </MenuItem>
        {views.map((v) => (
          <MenuItem key={v.name} icon="close" danger onSelect={() => setViews(views.filter((o) => o !== v))}>
            Forget “{v.name}”
          </MenuItem>
        ))}
      </Menu>
      <Dialog
        open={name !== undefined}
        onClose={() => setName(undefined)}
        title="Save these filters"
        footer={
          <Button look="primary" disabled={name?.trim() === ''} onClick={save}>
            Save
          </Button>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field label="Name" maxLength={60} value={name ?? ''} onChange={(event) => setName(event.target.value)} />
        </form>
      </Dialog>
    </>
  );
}
