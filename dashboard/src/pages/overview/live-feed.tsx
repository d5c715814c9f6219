import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useNews } from '../../api/stream.ts';
import { SeverityMark } from '../../ui/severity.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

interface Line {
  readonly id: string;
  readonly title: string;
  readonly severity: number;
  readonly time: number;
  readonly source: string;
  readonly incident: string | null;
}

const LINES = 40;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const lineOf = (data: Readonly<Record<string, unknown>>): Line => ({
  id: text(data['id']),
  title: text(data['title']),
  severity: Number(data['severity']),
  time: Number(data['time']),
  source: text(data['source']),
  incident: typeof data['incident'] === 'string' ? data['incident'] : null,
});

/** The newest first, each once. */
export function mergeLines(fresh: readonly Line[], before: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return [...fresh, ...before].filter((l) => l.id !== '' && !seen.has(l.id) && seen.add(l.id)).slice(0, LINES);
}

/** What is found, as it is found. */
export function LiveFeed() {
  const [news, setNews] = useState<readonly Line[]>([]);
  const first = useQuery({
    queryKey: ['live-feed'],
    queryFn: ({ signal }) => api.get('/findings', { query: { limit: LINES }, signal }),
    staleTime: Infinity,
  });
  useNews('findings', (items) => setNews((now) => mergeLines(items.map((i) => lineOf(i.data)).toReversed(), now)));
  if (first.isPending)
    return (
      <div className="p-4">
        <SkeletonLines lines={8} />
      </div>
    );
  if (first.isError && news.length === 0) return <ErrorState error={first.error} retry={() => void first.refetch()} />;
  const lines = mergeLines(news, first.data?.items ?? []);
  if (lines.length === 0)
    return (
      <EmptyState icon="findings" title="Nothing was found yet">
        Findings appear here the moment they are made. Point a sender here under Sources.
      </EmptyState>
    );
  return (
    // Not a live region: a busy feed would talk over everything else.
    <ol tabIndex={0} aria-label="Newest findings" className="max-h-[420px] overflow-y-auto">
      {lines.map((l) => (
        <li key={l.id} className="border-b border-line last:border-0">
          <Link
            to={l.incident === null ? '/findings' : '/incidents/$id'}
            params={{ id: l.incident ?? '' }}
            className="flex h-10 items-center gap-3 px-4 text-sm hover:bg-hover"
          >
            <SeverityMark severity={l.severity} />
            <span className="min-w-0 flex-1 truncate">{l.title}</span>
            <span className="mono hidden text-faint lg:inline">{l.source}</span>
            <Time at={l.time} className="w-20 text-right text-xs text-muted" />
          </Link>
        </li>
      ))}
    </ol>
  );
}
