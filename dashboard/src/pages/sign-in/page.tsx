import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Mark } from '../../shell/brand.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import type { SignedIn } from './ceremonies.ts';
import { Fault, OfferPasskey, SecondFactor, WaysIn } from './steps.tsx';
import { linkToken, returnPath } from './where.ts';

type Step = 'link' | 'ways' | 'passkey' | 'second-factor';

const TITLE: Record<Step, string> = {
  link: 'Signing in',
  ways: 'Sign in to Vedette',
  passkey: 'Add a passkey',
  'second-factor': 'Show your second factor',
};

/** What the way back from an identity provider said; the words are ours. */
const FAILED: Readonly<Record<string, string>> = {
  lost: 'The round trip to the identity provider took too long, or began in another browser. Try again.',
  forbidden: 'The identity provider knows you, but this organisation does not let you in. Ask an admin.',
  unauthenticated: 'The identity provider’s answer did not verify. Try again; if it stays so, ask an admin.',
};

/** How one becomes somebody: by one-time link, passkey, or an identity provider; then the second factor where one is enrolled. */
export function SignInPage() {
  useTitle('Sign in');
  const [search] = usePageSearch();
  const client = useQueryClient();
  // Read once: the token leaves the address bar before anything else happens.
  const [token] = useState(() => linkToken(location.hash));
  const [step, setStep] = useState<Step>(
    token !== undefined ? 'link' : search['step'] === 'second-factor' ? 'second-factor' : 'ways',
  );
  const failed = search['failed'];
  const [fault, setFault] = useState<string | undefined>(
    failed === undefined ? undefined : (FAILED[failed] ?? 'Signing in did not work. Try again, or another way.'),
  );
  const enter = (): void => {
    client.clear();
    location.replace(returnPath(search['return']));
  };
  const onSignedIn = async ({ session }: Pick<SignedIn, 'session'>, offer: boolean): Promise<void> => {
    setFault(undefined);
    if (session.level === 1) return setStep('second-factor');
    if (!offer) return enter();
    const mine = await api.get('/me/passkeys').catch(() => undefined);
    if (mine?.passkeys.length === 0) setStep('passkey');
    else enter();
  };
  const begun = useRef(false);
  useEffect(() => {
    if (token === undefined || begun.current) return;
    // Once: a link is good once, and development renders twice.
    begun.current = true;
    history.replaceState(null, '', location.pathname + location.search);
    const redeem = async (): Promise<void> => {
      try {
        await onSignedIn(await api.post('/sign-in/link', { token }), true);
      } catch (e) {
        setFault(asApiError(e).detail);
        setStep('ways');
      }
    };
    void redeem();
  });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [step]);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-[380px]">
        <div className="flex items-center gap-2 pb-6">
          <Mark />
          <span className="text-sm font-semibold">Vedette</span>
        </div>
        <section className="rounded-lg border border-line bg-surface p-6">
          <h1 ref={heading} tabIndex={-1} className="pb-4 text-lg font-semibold outline-none">
            {TITLE[step]}
          </h1>
          {fault !== undefined && (
            <div className="pb-4">
              <Fault>{fault}</Fault>
            </div>
          )}
          {step === 'link' && <SkeletonLines lines={3} />}
          {step === 'ways' && <WaysIn onDone={(done) => void onSignedIn(done, false)} />}
          {step === 'passkey' && <OfferPasskey onDone={enter} />}
          {step === 'second-factor' && <SecondFactor onDone={enter} onAnotherWay={() => setStep('ways')} />}
        </section>
      </div>
    </main>
  );
}
