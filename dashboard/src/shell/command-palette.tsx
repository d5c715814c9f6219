import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useTheme } from '../session/theme.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Keys } from './keyboard-help.tsx';
import { PLACES } from './nav.ts';
import { paletteActions, placeOfId } from './palette-items.ts';

const Item = ({
  icon,
  keys,
  value,
  onSelect,
  children,
}: {
  readonly icon?: IconName;
  readonly keys?: string;
  readonly value: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex h-9 items-center gap-2.5 rounded-sm px-2 text-sm data-[selected=true]:bg-hover"
  >
    <span className="flex w-4 text-muted">{icon !== undefined && <Icon name={icon} size={15} />}</span>
    <span className="min-w-0 flex-1 truncate">{children}</span>
    {keys !== undefined && <Keys keys={keys} />}
  </Command.Item>
);
const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

/** Everything by name: pages, what the open page can do, and any id that is pasted. */
export default function CommandPalette({
  onClose,
  onHelp,
}: {
  readonly onClose: () => void;
  readonly onHelp: () => void;
}) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [, setTheme] = useTheme();
  const place = placeOfId(text);
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const actions = paletteActions();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-[560px] overflow-hidden rounded-lg border border-line-strong bg-surface shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">Go to or do</Dialog.Title>
          <Command label="Go to or do" loop>
            <div className="flex items-center gap-2 border-b border-line px-3 text-muted">
              <Icon name="search" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Go to a page, do something, or paste an id"
                className="h-11 flex-1 bg-transparent text-base text-ink outline-none"
              />
            </div>
            <Command.List className="max-h-[56vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-2 py-8 text-center text-sm text-muted">
                Nothing by that name. Ids begin with inc_, fnd_ or src_.
              </Command.Empty>
              {place !== undefined && (
                <Command.Group heading="Id" className={GROUP}>
                  <Item
                    icon="search"
                    value={text}
                    onSelect={then(() => void navigate({ to: place.to, search: (place.search ?? {}) as never }))}
                  >
                    {place.label} <span className="mono text-muted">{text.trim()}</span>
                  </Item>
                </Command.Group>
              )}
              {actions.length > 0 && (
                <Command.Group heading="On this page" className={GROUP}>
                  {actions.map((a) => (
                    <Item
                      key={a.id}
                      value={a.label}
                      onSelect={then(() => a.run())}
                      {...(a.keys === undefined ? {} : { keys: a.keys })}
                    >
                      {a.label}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Go to" className={GROUP}>
                {PLACES.map((p) => (
                  <Item
                    key={p.to}
                    icon={p.icon}
                    keys={`g ${p.key}`}
                    value={`go ${p.label}`}
                    onSelect={then(() => void navigate({ to: p.to }))}
                  >
                    {p.label}
                  </Item>
                ))}
                <Item
                  icon="key"
                  value="go account passkeys sessions"
                  onSelect={then(() => void navigate({ to: '/account' }))}
                >
                  Passkeys and sessions
                </Item>
              </Command.Group>
              <Command.Group heading="Appearance and help" className={GROUP}>
                <Item icon="sun" value="theme light" onSelect={then(() => setTheme('light'))}>
                  Light theme
                </Item>
                <Item icon="moon" value="theme dark" onSelect={then(() => setTheme('dark'))}>
                  Dark theme
                </Item>
                <Item value="theme system" onSelect={then(() => setTheme('system'))}>
                  System’s theme
                </Item>
                <Item keys="?" value="keyboard shortcuts help" onSelect={then(onHelp)}>
                  Keyboard shortcuts
                </Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
