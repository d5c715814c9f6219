import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, type Answer } from '../../api/client.ts';

/** A pause in typing after which the text is looked at. */
const PAUSE_MS = 500;
export type ReadRule = Answer<'post', '/rules/validate'>;
const NOTHING: ReadRule = { errors: [], warnings: [], rules: [] };

/** What the text defines and what is wrong with it, asked when the typing pauses. `settled`: it is about the text as it is now. */
export function useRuleCheck(text: string) {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const answer = useQuery({
    queryKey: ['rule-check', asked],
    enabled: asked.trim() !== '',
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.post('/rules/validate', { text: asked }, { signal }),
  });
  const read: ReadRule = text.trim() === '' ? NOTHING : (answer.data ?? NOTHING);
  return {
    errors: read.errors,
    warnings: read.warnings,
    rules: read.rules,
    settled: asked === text && answer.isSuccess && !answer.isPlaceholderData,
    failed: answer.isError,
  };
}
