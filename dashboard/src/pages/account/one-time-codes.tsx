import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { useMe } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { Confirm } from './confirm.tsx';
import { useUsers } from './data.ts';

interface Begun {
  readonly uri: string;
  readonly secret: string;
}

/** One-time codes: the second factor where no passkey is at hand. The secret is shown once and kept nowhere in the page. */
export function OneTimeCodes() {
  const me = useMe();
  const client = useQueryClient();
  const users = useUsers();
  const on = users.data?.users.find((u) => u.id === me.user)?.oneTimeCodes ?? false;
  const [begun, setBegun] = useState<Begun>();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ['users'] });
  const begin = async (): Promise<void> => {
    try {
      setBegun(await api.post('/me/one-time-codes'));
    } catch (e) {
      toast.failed(e);
    }
  };
  const confirm = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    setFault(undefined);
    try {
      await api.post('/me/one-time-codes/confirm', { code });
      setBegun(undefined);
      setCode('');
      toast.done('One-time codes count from now on.');
      await renew();
    } catch (error) {
      setFault(asApiError(error).detail);
    }
  };
  return (
    <Panel title="One-time codes">
      {begun !== undefined ? (
        <form className="flex flex-col gap-3" onSubmit={(e) => void confirm(e)}>
          <p role="note" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
            Put this secret into your authenticator app now: it is shown once.
          </p>
          <KeyValues
            items={[
              ['Secret', <Id key="s" id={begun.secret} wrap />],
              ['Address', <Id key="u" id={begun.uri} wrap />],
            ]}
          />
          <Field
            label="The code that it shows"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={code}
            error={fault}
            onChange={(e) => setCode(e.target.value.replaceAll(/\D/g, ''))}
          />
          <div className="flex gap-2">
            <Button type="submit" look="primary" disabled={code.length !== 6}>
              Turn on
            </Button>
            <Button onClick={() => setBegun(undefined)}>Cancel</Button>
          </div>
        </form>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-60 text-sm text-muted">
            {on
              ? 'Codes from your authenticator app count as a second factor.'
              : 'Six digits from an authenticator app, for when no passkey is at hand.'}
          </p>
          {on ? (
            <Confirm
              label="Turn off"
              title="Turn one-time codes off?"
              follows="Codes from your app are not taken any more. Without a passkey you then sign in by one factor."
              act={async () => {
                await api.delete('/me/one-time-codes');
                await renew();
              }}
            />
          ) : (
            <Button size="sm" onClick={() => void begin()}>
              Set up
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}
