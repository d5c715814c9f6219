import { useNavigate } from '@tanstack/react-router';
import { useDensity } from '../session/preferences.ts';
import { signOut, useMe } from '../session/session.tsx';
import { useTheme } from '../session/theme.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';

export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const [theme, setTheme] = useTheme();
  const [density, setDensity] = useDensity();
  return (
    <Menu trigger={<IconButton icon="user" label={`Account of ${me.name}`} hint={me.name} />}>
      <div className="px-2 py-1.5">
        <p className="truncate text-sm font-medium">{me.name}</p>
        <p className="text-xs text-muted">{me.role}</p>
      </div>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice
        value={theme}
        onChange={setTheme}
        options={[
          ['system', 'System'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
      />
      <MenuLine />
      <MenuLabel>Density</MenuLabel>
      <MenuChoice
        value={density}
        onChange={setDensity}
        options={[
          ['normal', 'Normal'],
          ['compact', 'Compact'],
        ]}
      />
      <MenuLine />
      <MenuItem icon="key" onSelect={() => void navigate({ to: '/account' })}>
        Passkeys and sessions
      </MenuItem>
      <MenuItem icon="more" onSelect={onHelp}>
        Keyboard shortcuts
      </MenuItem>
      {me.session !== null && (
        <MenuItem icon="external" onSelect={() => void signOut()}>
          Sign out
        </MenuItem>
      )}
    </Menu>
  );
}
