import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { asApiError } from '../../api/problem.ts';
import { zodWithoutEval } from '../../lib/zod-without-eval.ts';
import { useMe } from '../../session/session.tsx';
import { useApproverKeys } from './queries.ts';
import type { Submitted, Verdict } from './sign.ts';

/** What signs brings the plan's own contract along, which is large: loaded on asking. */
const signing = () => {
  zodWithoutEval();
  return import('./sign.ts');
};

export interface Signer {
  /** `altered`: what is shown is not what the digest covers; `keyless`: no passkey of this person may approve. */
  readonly state: 'loading' | 'failed' | 'altered' | 'keyless' | 'ready';
  /** A passkey that waits to be vouched for */
  readonly pendingKey: boolean;
  readonly busy: boolean;
  readonly error: string | undefined;
  /** What came of it; undefined where it failed, and `error` says why. */
  sign(verdict: Verdict, reason: string, glass?: { readonly breakGlass?: true }): Promise<Submitted | undefined>;
}

/** A person's passkeys over exactly the plan that is shown. */
export function useSigner(plan: Plan): Signer {
  const me = useMe();
  const client = useQueryClient();
  const keys = useApproverKeys();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const digest = useQuery({
    // Of all that is shown: another content under the same id is another plan.
    queryKey: ['plan-digest', plan],
    queryFn: async () => (await signing()).shownDigest(plan),
    staleTime: Infinity,
  });
  const mine = (keys.data?.keys ?? []).filter((k) => k.kind === 'passkey' && k.user === me.user);
  const active = mine.filter((k) => k.status === 'active' && k.credential !== null);
  const failed = keys.error ?? digest.error;
  return {
    state:
      keys.isPending || digest.isPending
        ? 'loading'
        : failed !== null
          ? 'failed'
          : digest.data !== plan.digest
            ? 'altered'
            : active.length === 0
              ? 'keyless'
              : 'ready',
    pendingKey: mine.some((k) => k.status === 'pending'),
    busy,
    error: error ?? (failed === null ? undefined : asApiError(failed).detail),
    sign: async (verdict, reason, glass = {}) => {
      setBusy(true);
      setError(undefined);
      try {
        const { signAndSubmit } = await signing();
        const done = await signAndSubmit(plan, verdict, reason, active, glass);
        void client.invalidateQueries({ queryKey: ['incident', plan.incident] });
        void client.invalidateQueries({ queryKey: ['approvals'] });
        return done;
      } catch (cause) {
        setError(asApiError(cause).detail);
        setBusy(false);
        return undefined;
      }
    },
  };
}
