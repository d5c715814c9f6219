import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Badge } from '../../ui/badge.tsx';
import { SidePanel } from '../../ui/dialog.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { levelOf, LEVELS, SeverityMark } from '../../ui/severity.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { matches } from './match.ts';
import { RuleDetail } from './detail.tsx';

/** The detection rules in force: what each sees, and the cases that hold it to that. */
export function RulesPage() {
  useTitle('Rules');
  const search = usePageSearch()[0];
  const navigate = useNavigate();
  const q = search['q'] ?? '';
  const selected = search['rule'];
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => api.get('/rules', { signal }),
    staleTime: Infinity,
  });
  const go = (next: Readonly<Record<string, string | undefined>>): void =>
    void navigate({ to: '/rules', search: { ...search, ...next } as never, replace: next['q'] !== undefined });
  const shown = useMemo(
    () =>
      (rules.data?.rules ?? [])
        .filter((r) => matches(r, q))
        .toSorted(
          (a, b) =>
            LEVELS.indexOf(levelOf(a.level)) - LEVELS.indexOf(levelOf(b.level)) || a.title.localeCompare(b.title),
        ),
    [rules.data, q],
  );
  const open = rules.data?.rules.find((r) => r.id === selected);
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <PageHeader
          title="Rules"
          lead={rules.data === undefined ? undefined : `${shown.length} of ${rules.data.rules.length} in force`}
        >
          <input
            type="search"
            aria-label="Search rules"
            placeholder="Title, technique, log source"
            value={q}
            onChange={(e) => go({ q: e.target.value })}
            className="h-8 w-full rounded-md sm:w-56 border border-line-strong bg-surface px-2.5 text-sm"
          />
        </PageHeader>
        <div className="min-h-0 flex-1 overflow-y-auto border-t border-line">
          {rules.isPending && (
            <div className="p-6">
              <SkeletonLines lines={12} />
            </div>
          )}
          {rules.isError && <ErrorState error={rules.error} retry={() => void rules.refetch()} />}
          {rules.data !== undefined && shown.length === 0 && (
            <EmptyState icon="rules" title="No rule fits">
              Search for another word: a technique such as T1562, a service such as cloudtrail.
            </EmptyState>
          )}
          <ul>
            {shown.map((r) => (
              <li key={r.id} className="border-b border-line">
                <button
                  type="button"
                  aria-pressed={r.id === selected}
                  onClick={() => go({ rule: r.id === selected ? undefined : r.id })}
                  className="flex min-h-11 w-full items-center gap-3 px-4 py-1.5 text-left text-sm hover:bg-hover aria-pressed:bg-accent-soft sm:px-6"
                >
                  <SeverityMark severity={r.level} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{r.title}</span>
                    <span className="block truncate text-xs text-faint">
                      {[r.logsource.product, r.logsource.service, r.logsource.category].filter(Boolean).join(' / ')}
                    </span>
                  </span>
                  <span className="mono hidden text-xs text-muted md:inline">{r.techniques.join(' ')}</span>
                  {r.status !== 'stable' && <Badge>{r.status}</Badge>}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {open !== undefined && (
        <SidePanel title={open.title} onClose={() => go({ rule: undefined })}>
          <RuleDetail key={open.id} id={open.id} />
        </SidePanel>
      )}
    </div>
  );
}
