import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { duration, short } from './duration.ts';
import type { Overview, SourceHealth } from './use-overview.ts';

interface Source {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly health: { readonly state: 'disabled' | 'waiting' | 'speaking' | 'silent' };
}

const AGENTS = ['analyst', 'inspector', 'hunter', 'outbound'] as const;
/** The dead-letter queues' names, by the agent whose work they hold. */
const QUEUE: Record<(typeof AGENTS)[number], RegExp> = {
  analyst: /analyst/,
  inspector: /inspector/,
  hunter: /hunt/,
  outbound: /outbound/,
};

const State = ({ source, health }: { readonly source: Source; readonly health: SourceHealth | undefined }) => {
  if (!source.enabled) return <Badge>off</Badge>;
  if (source.health.state === 'silent') return <Badge tone="danger">silent</Badge>;
  if (health === undefined) return <Badge>never heard of</Badge>;
  if (health.deadLettersOpen > 0) return <Badge tone="danger">{health.deadLettersOpen} dead letters</Badge>;
  if (health.rejected > 0) return <Badge tone="warn">{short(health.rejected)} rejected</Badge>;
  return <Badge tone="ok">well</Badge>;
};

/** Whether senders and agents do their work, as far as the database knows. */
export function Health({ data }: { readonly data: Overview }) {
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => api.get('/sources', { signal }),
  });
  return (
    <div className="divide-y divide-line">
      <ul aria-label="Sources">
        {(sources.data?.sources ?? []).map((s) => {
          const health = data.sources.find((h) => h.sourceId === s.id);
          return (
            <li key={s.id}>
              <Link
                to="/sources/$id"
                params={{ id: s.id }}
                className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1 text-sm hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">{s.name}</span>
                {health !== undefined && (
                  <span className="text-xs text-muted">
                    {short(health.events)} events
                    {health.lagP50Ms === null ? '' : `, ${duration(health.lagP50Ms)} behind`}
                  </span>
                )}
                <State source={s} health={health} />
                <Time at={health?.lastDeliveryAt} unknown="never" className="w-20 text-right text-xs text-muted" />
              </Link>
            </li>
          );
        })}
        {sources.data?.sources.length === 0 && (
          <li className="px-4 py-4 text-sm text-muted">No sender is set up. Add one under Sources.</li>
        )}
      </ul>
      <ul aria-label="Agents" className="grid grid-cols-2 gap-x-4 px-4 py-2 sm:grid-cols-4">
        {AGENTS.map((agent) => {
          const lost = data.agents.filter((a) => QUEUE[agent].test(a.queue)).reduce((n, a) => n + a.deadLettersOpen, 0);
          return (
            <li key={agent} className="flex h-8 items-center justify-between gap-2 text-sm">
              <span className="capitalize">{agent}</span>
              {lost > 0 ? (
                <Badge tone="danger">{lost} lost</Badge>
              ) : (
                <span className="text-xs text-muted">no lost jobs</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
