import { useQuery } from '@tanstack/react-query';
import { createContext, use, useEffect, type ReactNode } from 'react';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Role } from '../../../src/contracts/common.ts';
import type { SessionView } from '../../../src/contracts/sign-in.ts';
import { api } from '../api/client.ts';
import { queryClient, renewByStream } from '../api/queries.ts';
import { startStream } from '../api/stream.ts';
import { ErrorState } from '../ui/states.tsx';
import { forgetPreferences, loadPreferences } from './preferences.ts';

/** Who is signed in. `session` is null where an API key signs (development). */
export type Me = Principal & { readonly session: SessionView | null };
const RANK: Record<Role, number> = { viewer: 0, analyst: 1, approver: 2, admin: 3 };

const MeContext = createContext<Me | undefined>(undefined);

/** The signed-in person. Inside the shell there always is one. */
export function useMe(): Me {
  const me = use(MeContext);
  if (me === undefined) throw new Error('useMe belongs inside the shell');
  return me;
}
/** Whether the role suffices: hides what would be refused; the server decides. */
export const useMay = (role: Role): boolean => RANK[useMe().role] >= RANK[role];

export const signInPath = (step?: 'second-factor'): string => {
  const here = location.pathname + location.search;
  const query = new URLSearchParams({
    ...(step === undefined ? {} : { step }),
    ...(here === '/' ? {} : { return: here }),
  });
  return `/sign-in${query.size === 0 ? '' : `?${query.toString()}`}`;
};

/** Ends the session and leaves nothing of it in the page. */
export async function signOut(): Promise<void> {
  await api.post('/sign-out').catch(() => undefined);
  forgetPreferences();
  queryClient.clear();
  location.assign('/sign-in');
}

/** Only for who is signed in, with the second factor shown: all else is led to the sign-in page, and back. */
export function SignedIn({ children, waiting }: { readonly children: ReactNode; readonly waiting: ReactNode }) {
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get('/me', { signal }),
    staleTime: 300_000,
  });
  const level1 = me.data?.session?.level === 1;
  const ready = me.data !== undefined && !level1;
  useEffect(() => {
    if (level1) location.replace(signInPath('second-factor'));
  }, [level1]);
  useEffect(() => {
    if (!ready) return undefined;
    void loadPreferences();
    const quiet = renewByStream();
    const stop = startStream();
    return () => {
      quiet();
      stop();
    };
  }, [ready]);
  if (ready) return <MeContext value={me.data}>{children}</MeContext>;
  if (me.error !== null && 'status' in me.error && me.error.status !== 401)
    return (
      <main className="flex h-full items-center justify-center">
        <ErrorState error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  return waiting;
}
