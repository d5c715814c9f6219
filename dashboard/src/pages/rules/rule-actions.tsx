import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConfirmDialog } from '../account/confirm.tsx';
import { useRenewRules, type Rule, type State } from './data.ts';
import { HuntDialog } from './hunt-dialog.tsx';
import { lastList } from './last-list.ts';
import { TuneDialog } from './state-dialog.tsx';
import { SuppressDialog } from './suppress-dialog.tsx';
import { STATE_MEANS, STATE_WORD } from './words.ts';

const STATES: readonly State[] = ['enabled', 'shadow', 'disabled', 'draft'];
type Open = 'tune' | 'suppress' | 'hunt' | 'remove' | State;

/** What one may do with a rule, by role: analysts with their own, admins with those that ship. */
export function RuleActions({ rule: r }: { readonly rule: Rule }) {
  const analyst = useMay('analyst');
  const admin = useMay('admin');
  const navigate = useNavigate();
  const renew = useRenewRules();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  if (!analyst) return null;
  const own = r.origin === 'own';
  const state = STATES.find((s) => s === open);
  return (
    <>
      {own && (
        <Button look="primary" onClick={() => void navigate({ to: '/rules/$id/edit', params: { id: r.id } })}>
          Edit
        </Button>
      )}
      {!own && admin && <Button onClick={() => setOpen('tune')}>Change standing…</Button>}
      {own && (
        <Menu trigger={<Button icon="down">{STATE_WORD[r.state]}</Button>}>
          <MenuLabel>Change to</MenuLabel>
          {STATES.filter((s) => s !== r.state).map((s) => (
            <MenuItem key={s} onSelect={() => setOpen(s)} danger={s === 'disabled'}>
              {STATE_WORD[s]}
            </MenuItem>
          ))}
        </Menu>
      )}
      <Button onClick={() => setOpen('suppress')}>Suppress…</Button>
      <Menu trigger={<Button>More</Button>}>
        <MenuItem icon="search" onSelect={() => setOpen('hunt')}>
          Hunt through the archive…
        </MenuItem>
        {!own && (
          <MenuItem icon="copy" onSelect={() => void navigate({ to: '/rules/new', search: { from: r.id } as never })}>
            Make an own rule of it
          </MenuItem>
        )}
        {own && admin && (
          <>
            <MenuLine />
            <MenuItem icon="close" danger onSelect={() => setOpen('remove')}>
              Remove…
            </MenuItem>
          </>
        )}
      </Menu>
      {open === 'tune' && <TuneDialog rule={r} onClose={close} />}
      {open === 'suppress' && <SuppressDialog rule={r.id} onClose={close} />}
      {open === 'hunt' && <HuntDialog rule={r} onClose={close} />}
      <ConfirmDialog
        open={state !== undefined}
        onClose={close}
        label={state === undefined ? '' : `Change to ${STATE_WORD[state].toLowerCase()}`}
        title={state === undefined ? '' : `Change to ${STATE_WORD[state].toLowerCase()}?`}
        follows={state === undefined ? '' : STATE_MEANS[state]}
        act={async () => {
          if (state === undefined) return;
          await api.put(path('/rules/{id}/state', { id: r.id }), { state });
          await renew();
          toast.done(`${STATE_WORD[state]}; in force within 30 seconds.`);
        }}
      />
      <ConfirmDialog
        open={open === 'remove'}
        onClose={close}
        label="Remove"
        title={`Remove ${r.title}?`}
        follows="It matches nothing more. Its versions stay, so that what it once found can be explained."
        act={async () => {
          await api.delete(path('/rules/{id}', { id: r.id }));
          await renew();
          toast.done('Removed.');
          await navigate({ to: '/rules', search: lastList() as never });
        }}
      />
    </>
  );
}
