import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Point } from './stack.ts';

export interface Mean {
  readonly n: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
}
export interface Top {
  readonly value: string;
  readonly n: number;
}

/** Answer of `GET /analytics/overview`. */
export interface Overview {
  readonly range: { readonly since: number; readonly until: number };
  readonly open: {
    readonly total: number;
    readonly byPhase: readonly { readonly phase: string; readonly n: number }[];
    readonly byAge: readonly { readonly fromMs: number; readonly toMs: number | null; readonly n: number }[];
    readonly bySeverity: Readonly<Record<string, number>>;
  };
  readonly meanTimes: {
    readonly detect: Mean;
    readonly contain: Mean;
    readonly release: Mean;
    readonly incidents: number;
  };
  readonly findings: {
    readonly total: number;
    readonly bucketMs: number;
    readonly points: readonly Point[];
    readonly complete: boolean;
  };
  readonly top: {
    readonly rules: readonly Top[];
    readonly techniques: readonly Top[];
    readonly entities: readonly { readonly type: string; readonly id: string; readonly n: number }[];
  };
  readonly sources: readonly SourceHealth[];
  readonly agents: readonly {
    readonly queue: string;
    readonly deadLettersOpen: number;
    readonly lastDeadLetterAt: number;
  }[];
  readonly complete: boolean;
}
export interface SourceHealth {
  readonly sourceId: string;
  readonly lastDeliveryAt: number;
  readonly deliveries: number;
  readonly events: number;
  readonly rejected: number;
  readonly findings: number;
  readonly lagP50Ms: number | null;
  readonly deadLettersOpen: number;
}

/** Further news than these renew it anyway: a question a second is too many. */
const FRESH_MS = 10_000;

export const useOverview = (range: { readonly since: number; readonly until: number }) =>
  useQuery({
    // Begins with `incidents`: the stream renews it when an incident moves.
    queryKey: ['incidents', 'overview', range.since, range.until],
    queryFn: ({ signal }) => api.get('/analytics/overview', { query: range, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    staleTime: FRESH_MS,
  });
