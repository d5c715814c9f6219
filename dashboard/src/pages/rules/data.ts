import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, path, type Answer } from '../../api/client.ts';

/** A rule as the list has it. */
export type RuleLine = Answer<'get', '/rules'>['rules'][number];
/** A rule with its texts. */
export type Rule = Answer<'get', '/rules/{id}'>;
export type RuleVersion = Answer<'get', '/rules/{id}/versions'>['versions'][number];
export type KeptBack = Answer<'get', '/rules/{id}/kept-back'>['items'][number];
export type Suppression = Answer<'get', '/suppressions'>['suppressions'][number];
export type State = RuleLine['state'];

/** What is counted moves by itself: looked at again when somebody comes back after so long. */
const STALE_MS = 60_000;

export const useRules = () =>
  useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => api.get('/rules', { signal }), staleTime: STALE_MS });

export const useRule = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['rule', id],
    enabled,
    queryFn: ({ signal }) => api.get(path('/rules/{id}', { id }), { signal }),
    staleTime: STALE_MS,
  });

export const useRuleVersions = (id: string, own: boolean) =>
  useQuery({
    queryKey: ['rule', id, 'versions'],
    enabled: own,
    queryFn: ({ signal }) => api.get(path('/rules/{id}/versions', { id }), { signal }).then((a) => a.versions),
  });

export const useKeptBack = (id: string) =>
  useQuery({
    queryKey: ['rule', id, 'kept-back'],
    queryFn: ({ signal }) => api.get(path('/rules/{id}/kept-back', { id }), { signal }).then((a) => a.items),
  });

export const useSuppressions = () =>
  useQuery({
    queryKey: ['suppressions'],
    queryFn: ({ signal }) => api.get('/suppressions', { signal }).then((a) => a.suppressions),
  });

/** After a change of what is detected: all that shows it is asked for anew. */
export function useRenewRules(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () =>
      Promise.all(['rules', 'rule', 'suppressions'].map((key) => client.invalidateQueries({ queryKey: [key] }))).then(
        () => undefined,
      ),
    [client],
  );
}

/** `aws / cloudtrail`; empty where a rule names none. */
export const logsourceOf = ({ logsource: l }: Pick<RuleLine, 'logsource'>): string =>
  [l.product, l.service, l.category].filter((part) => part !== undefined && part !== '').join(' / ');

/** The level that findings get: the rule's own unless it is tuned. */
export const levelInForce = (r: Pick<RuleLine, 'level' | 'tuning'>): string => r.tuning?.level ?? r.level;
