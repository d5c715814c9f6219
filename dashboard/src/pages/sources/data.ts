import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export interface Source {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly accounts: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: number;
}
export interface Delivery {
  readonly id: string;
  readonly sourceId: string;
  readonly kind: string;
  readonly acceptedAt: number;
  readonly processedAt: number;
  readonly bytes: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly verdict: string;
}
export interface DeadLetter {
  readonly id: string;
  readonly kind: string;
  readonly origin: string;
  readonly reason: string;
  readonly place: string | null;
  readonly delivery: string | null;
  readonly at: number;
  readonly attempts: number;
  readonly replayedAt: number | null;
}
export interface Health {
  readonly sourceId: string;
  readonly lastDeliveryAt: number;
  readonly deliveries: number;
  readonly events: number;
  readonly rejected: number;
  readonly findings: number;
  readonly lagP50Ms: number | null;
  readonly deadLettersOpen: number;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

const RENEW_MS = 15_000;

export const useSources = () =>
  useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => api.get('/sources', { signal }),
  });

/** Health of the last day, by source id. */
export const useHealth = () =>
  useQuery({
    queryKey: ['sources', 'health'],
    queryFn: async ({ signal }) => {
      const { sources } = await api.get('/analytics/overview', {
        query: { since: Date.now() - 86_400_000, until: Date.now() + 60_000 },
        signal,
      });
      return new Map(sources.map((h) => [h.sourceId, h]));
    },
    refetchInterval: RENEW_MS,
  });

export const useDeliveries = (source: string) =>
  useQuery({
    queryKey: ['deliveries', source],
    queryFn: ({ signal }) => api.get('/deliveries', { query: { source, limit: 20 }, signal }),
    refetchInterval: RENEW_MS,
  });

export const useDeadLetters = () =>
  useQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ signal }) => api.get('/dead-letters', { query: { replayed: false, limit: 100 }, signal }),
    refetchInterval: RENEW_MS,
  });

/** What the sender is told, by kind: the same words as in the README. */
export function setUpWords(kind: string, url: string): string {
  switch (kind) {
    case 'aws.firehose':
      return `HTTP endpoint ${url}, access key = the secret, content encoding GZIP, buffer 1–4 MB`;
    case 'aws.eventbridge':
      return `Connection with API key header x-api-key = the secret; API destination POST ${url}`;
    default:
      return `Standard Webhooks: POST ${url}, signed with the secret (whsec_…)`;
  }
}

export const KINDS = [
  ['aws.firehose', 'Amazon Data Firehose'],
  ['aws.eventbridge', 'EventBridge API destination'],
  ['standard.webhook', 'Standard Webhooks'],
] as const;

/** AWS account numbers out of a text, separated by anything; undefined if one is none. */
export function accountsOf(text: string): string[] | undefined {
  const words = text.split(/[\s,;]+/).filter((w) => w !== '');
  return words.every((w) => /^[0-9]{12}$/.test(w)) ? [...new Set(words)] : undefined;
}
