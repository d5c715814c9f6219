import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';

/** A pause in typing after which the text is looked at. */
const PAUSE_MS = 500;

/** What Cedar finds wrong with a text, asked when the typing pauses. `settled`: it is about the text as it is now. */
export function useValidation(policy: string, text: string) {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const id = /^[a-z0-9][a-z0-9-]{0,99}$/.test(policy) ? policy : 'policy';
  const answer = useQuery({
    queryKey: ['policy-validation', id, asked],
    enabled: asked.trim() !== '',
    staleTime: Infinity,
    gcTime: 60_000,
    queryFn: ({ signal }) => api.post('/policies/validate', { policies: { [id]: asked } }, { signal }),
  });
  const settled = asked === text && answer.isSuccess;
  return { errors: text.trim() === '' ? [] : (answer.data?.errors ?? []), settled, failed: answer.isError };
}
