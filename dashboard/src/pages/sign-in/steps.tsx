import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ceremonyFault, makePasskey, showPasskey, type SignedIn } from './ceremonies.ts';
import { deviceName, safeRedirect } from './where.ts';

/** Does something that may fail, once at a time, and keeps in words why it did. */
export function useAct(): {
  readonly busy: boolean;
  readonly fault: string | undefined;
  run(act: () => Promise<void>): void;
} {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  return {
    busy,
    fault,
    run: (act) => {
      setBusy(true);
      setFault(undefined);
      act()
        .catch((e: unknown) => setFault(ceremonyFault(e) ?? asApiError(e).detail))
        .finally(() => setBusy(false));
    },
  };
}

export const Fault = ({ children }: { readonly children: ReactNode }) => (
  <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
    {children}
  </p>
);

/** The ways in: a passkey first, then whatever the organisation has set up. */
export function WaysIn({ onDone }: { readonly onDone: (signedIn: SignedIn) => void }) {
  const act = useAct();
  const methods = useQuery({
    queryKey: ['sign-in', 'methods'],
    queryFn: ({ signal }) => api.get('/sign-in/methods', { signal }),
    staleTime: Infinity,
  });
  const byProvider = async (provider: string): Promise<void> => {
    const { redirect } = await api.post('/sign-in/oidc/begin', { provider });
    const to = safeRedirect(redirect);
    if (to === undefined)
      throw new Error('The identity provider’s address is not under https; ask an admin to set it right.');
    location.assign(to);
  };
  return (
    <div className="flex flex-col gap-2">
      <Button
        look="primary"
        icon="key"
        busy={act.busy}
        onClick={() => act.run(async () => onDone(await showPasskey('sign-in')))}
      >
        Sign in with a passkey
      </Button>
      {methods.data?.oidc.map((p) => (
        <Button key={p.id} disabled={act.busy} onClick={() => act.run(() => byProvider(p.id))}>
          Sign in with {p.name}
        </Button>
      ))}
      {methods.data?.access === true && (
        <Button disabled={act.busy} onClick={() => act.run(async () => onDone(await api.post('/sign-in/access')))}>
          Sign in through Cloudflare Access
        </Button>
      )}
      {act.fault !== undefined && <Fault>{act.fault}</Fault>}
      <p className="pt-3 text-xs text-muted">
        No passkey yet? An admin makes a one-time link for you; on the machine that runs Vedette{' '}
        <code className="mono">npm run vedette -- sign-in</code> prints one.
      </p>
    </div>
  );
}

/** After a link: a passkey, so that the next time needs none. */
export function OfferPasskey({ onDone }: { readonly onDone: () => void }) {
  const act = useAct();
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    act.run(async () => {
      await makePasskey(name.trim());
      onDone();
    });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <p className="text-sm text-muted">
        With a passkey you sign in without a link, and sign approvals: your device asks for your finger, face or PIN,
        and nothing secret leaves it.
      </p>
      <Field label="Passkey name" value={name} maxLength={60} onChange={(e) => setName(e.target.value)} />
      {act.fault !== undefined && <Fault>{act.fault}</Fault>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={act.busy} disabled={name.trim() === ''} className="flex-1">
          Create passkey
        </Button>
        <Button onClick={onDone}>Not now</Button>
      </div>
    </form>
  );
}

/** The second of two factors: the passkey, or a code where one is set up. */
export function SecondFactor(props: { readonly onDone: () => void; readonly onAnotherWay: () => void }) {
  const { onDone, onAnotherWay } = props;
  const act = useAct();
  const [code, setCode] = useState('');
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    act.run(async () => {
      await api.post('/me/second-factor/code', { code });
      onDone();
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <Button
        look="primary"
        icon="key"
        busy={act.busy}
        onClick={() =>
          act.run(async () => {
            await showPasskey('second-factor');
            onDone();
          })
        }
      >
        Use your passkey
      </Button>
      <form className="flex flex-col gap-3 border-t border-line pt-4" onSubmit={submit}>
        <Field
          label="One-time code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          value={code}
          hint="Six digits from your authenticator app"
          onChange={(e) => setCode(e.target.value.replaceAll(/\D/g, ''))}
        />
        <Button type="submit" disabled={code.length !== 6 || act.busy}>
          Use the code
        </Button>
      </form>
      {act.fault !== undefined && <Fault>{act.fault}</Fault>}
      <Button
        look="quiet"
        disabled={act.busy}
        onClick={() =>
          act.run(async () => {
            // Half a session is worth nothing; that it is over already is as good.
            await api.post('/sign-out').catch(() => undefined);
            onAnotherWay();
          })
        }
      >
        Sign in another way
      </Button>
    </div>
  );
}
