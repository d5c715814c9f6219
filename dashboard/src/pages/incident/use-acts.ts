import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { toast } from '../../ui/toast.tsx';

export type Verb = 'acknowledge' | 'assign' | 'close' | 'reopen' | 'merge' | 'release' | 'comments';
export interface Act {
  readonly busy: Verb | undefined;
  /** True if it was done; what was wrong has been said otherwise. */
  run(verb: Verb, body: unknown, done?: string): Promise<boolean>;
}

/** What people do to an incident, one at a time; the page is asked for anew after each. */
export function useActs(id: string): Act {
  const client = useQueryClient();
  const [busy, setBusy] = useState<Verb>();
  return {
    busy,
    run: async (verb, body, done) => {
      setBusy(verb);
      try {
        await api.post(path(`/incidents/{id}/${verb}`, { id }), body as never);
        if (done !== undefined) toast.done(done);
        await client.invalidateQueries({ queryKey: ['incident', id] });
        return true;
      } catch (error) {
        toast.failed(error);
        return false;
      } finally {
        setBusy(undefined);
      }
    },
  };
}
