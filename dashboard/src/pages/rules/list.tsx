import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { asApiError } from '../../api/problem.ts';
import type { Pages } from '../../api/use-pages.ts';
import { cx } from '../../lib/cx.ts';
import { tokensOf, withTokens, type Search } from '../../lib/filters.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { Button } from '../../ui/button.tsx';
import { ColumnMenu, useColumns } from '../../ui/column-menu.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { SavedViews } from '../findings/views.tsx';
import { RULE_COLUMNS } from './columns.tsx';
import { useRules, type RuleLine } from './data.ts';
import { ORDER_WORDS, orderOf, ruleFilters, selectRules, sortRules, tallies, type Tally } from './filters.ts';
import { rememberList } from './last-list.ts';

const NONE: readonly RuleLine[] = [];
const idOf = (r: RuleLine): string => r.id;
const nameOf = (r: RuleLine): string => r.title;
/** A word typed is in the link once the typing pauses. */
const PAUSE_MS = 250;
const FIELD = 'h-8 rounded-md border border-line-strong bg-surface px-2.5 text-sm pointer-coarse:h-9';

/** A text that is typed at once and told after a pause. */
function useTyped(value: string, tell: (value: string) => void): readonly [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => tell(typed), PAUSE_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `tell` is made anew each time; what is typed counts
  }, [typed]);
  return [typed, setTyped];
}

function Tallies({
  all,
  search,
  onChoose,
}: {
  readonly all: readonly Tally[];
  readonly search: Search;
  readonly onChoose: (next: Search) => void;
}) {
  return (
    <div role="group" aria-label="Counts" className="flex gap-1 overflow-x-auto px-4 pb-2 sm:px-6">
      {all.map((t) => {
        const on = search[t.key] === t.value;
        return (
          <button
            key={`${t.key} ${t.value}`}
            type="button"
            aria-pressed={on}
            disabled={t.n === 0 && !on}
            onClick={() => onChoose({ ...search, [t.key]: on ? undefined : t.value })}
            className={cx(
              'h-7 shrink-0 whitespace-nowrap rounded-md border px-2 text-xs pointer-coarse:h-9',
              on
                ? 'border-accent bg-accent-soft text-accent'
                : 'border-line text-muted enabled:hover:bg-hover enabled:hover:text-ink',
            )}
          >
            <span className={cx('font-semibold', !on && t.n > 0 && 'text-ink')}>{t.n}</span> {t.word}
          </button>
        );
      })}
    </div>
  );
}

/** All rules, shipped and own: found by filter, counted, put in order; a link shows the same list. */
export function RuleList() {
  const [search, setSearch] = usePageSearch();
  const navigate = useNavigate();
  const rules = useRules();
  const all = rules.data?.rules ?? NONE;
  const defs = useMemo(() => ruleFilters(all), [all]);
  const counts = useMemo(() => tallies(all), [all]);
  const order = orderOf(search['sort']);
  const [q, setQ] = useTyped(search['q'] ?? '', (text) => setSearch({ ...search, q: text === '' ? undefined : text }));
  const wanted = useDeferredValue(q);
  const key = JSON.stringify(search);
  const shown = useMemo(
    () => sortRules(selectRules(all, { ...search, q: wanted }), order),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is the search parameters' value
    [all, key, wanted, order],
  );
  useEffect(() => rememberList(search), [search]);
  const [visibility, setColumn] = useColumns('rules', RULE_COLUMNS);
  const tokens = tokensOf(search, defs);
  const pages: Pages<RuleLine> = {
    rows: shown,
    loading: rules.isPending,
    error: rules.isError ? asApiError(rules.error) : undefined,
    hasMore: false,
    loadingMore: false,
    loadMore: () => undefined,
    retry: () => void rules.refetch(),
    fresh: 0,
    showFresh: () => undefined,
    setAtTop: () => undefined,
  };
  const clear = (): void => {
    setQ('');
    setSearch({ sort: search['sort'] });
  };

  return (
    <div className="flex h-full min-h-0 flex-col pt-3">
      <Tallies all={counts} search={search} onChoose={setSearch} />
      <div className="flex flex-wrap items-start gap-2 px-4 pb-3 sm:px-6">
        <input
          type="search"
          aria-label="Search rules"
          placeholder="Words of title, technique, reason"
          value={q}
          onChange={(e) => setQ(e.target.value)}
          className={cx(FIELD, 'w-full sm:w-60')}
        />
        <div className="flex min-w-0 flex-1 basis-60">
          <FilterBar
            label="Filter rules"
            defs={defs}
            tokens={tokens}
            onChange={(next) => setSearch(withTokens(search, next, defs))}
          />
        </div>
        <select
          aria-label="Order"
          value={order}
          onChange={(e) => setSearch({ ...search, sort: e.target.value === 'level' ? undefined : e.target.value })}
          className={FIELD}
        >
          {ORDER_WORDS.map(([value, word]) => (
            <option key={value} value={value}>
              Sort: {word}
            </option>
          ))}
        </select>
        <SavedViews list="rules" search={search} onOpen={setSearch} />
        <span className="max-sm:hidden">
          <ColumnMenu columns={RULE_COLUMNS} visibility={visibility} onChange={setColumn} />
        </span>
        <p role="status" className="ml-auto self-center text-right text-xs text-muted sm:min-w-24">
          {rules.isPending ? 'Loading…' : `${shown.length} of ${all.length}`}
          <span className="sr-only"> rules shown</span>
        </p>
      </div>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <DataTable
          label="Rules"
          columns={RULE_COLUMNS}
          visibility={visibility}
          pages={pages}
          idOf={idOf}
          nameOf={nameOf}
          open={undefined}
          onOpen={(id) => {
            if (id !== undefined) void navigate({ to: '/rules/$id', params: { id } });
          }}
          empty={
            <EmptyState icon="rules" title="No rule fits">
              Search for another word, such as T1562 or cloudtrail.
              <span className="mt-2 block">
                <Button size="sm" onClick={clear}>
                  Clear search and filters
                </Button>
              </span>
            </EmptyState>
          }
        />
      </div>
    </div>
  );
}
