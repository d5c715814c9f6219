import { useNavigate } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { asApiError } from '../../api/problem.ts';
import type { Pages } from '../../api/use-pages.ts';
import { cx } from '../../lib/cx.ts';
import { tokensOf, withTokens } from '../../lib/filters.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { Button } from '../../ui/button.tsx';
import { ColumnMenu, useColumns } from '../../ui/column-menu.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { COLUMNS } from './columns.tsx';
import { useKinds, useSources } from './data.ts';
import { useRoles } from './role.ts';
import { filtersOf, inOrder, linesOf, selected, tallies, type Line } from './state.ts';

const idOf = (s: Line): string => s.id;
const nameOf = (s: Line): string => s.name;
const FIELD = 'h-8 rounded-md border border-line-strong bg-surface px-2.5 text-sm pointer-coarse:h-9';

function None({ filtered, clear }: { readonly filtered: boolean; readonly clear: () => void }): ReactNode {
  const { admin } = useRoles();
  const navigate = useNavigate();
  if (filtered)
    return (
      <EmptyState icon="filter" title="No source is like that">
        <Button size="sm" className="mt-2" onClick={clear}>
          Clear the filters
        </Button>
      </EmptyState>
    );
  return (
    <EmptyState icon="sources" title="Nothing sends here yet">
      {admin ? (
        <>
          Choose what sends, paste the set-up text at the sender, and watch its first delivery arrive.
          <span className="mt-3 block">
            <Button look="primary" icon="plus" onClick={() => void navigate({ to: '/sources/new' })}>
              Add the first source
            </Button>
          </span>
        </>
      ) : (
        'An admin adds sources: each gets an address and a credential of its own.'
      )}
    </EmptyState>
  );
}

/** Every sender with how it is, those to look at first. */
export function SourceList() {
  const [search, setSearch] = usePageSearch();
  const navigate = useNavigate();
  const sources = useSources();
  const kinds = useKinds();
  const all = useMemo(
    () => inOrder(linesOf(sources.data?.sources ?? [], kinds.data ?? [])),
    [sources.data, kinds.data],
  );
  const defs = useMemo(() => filtersOf(all), [all]);
  const rows = useMemo(() => selected(all, search), [all, search]);
  const [visibility, setColumn] = useColumns('sources', COLUMNS);
  const pages: Pages<Line> = {
    rows,
    loading: sources.isPending,
    error: sources.isError ? asApiError(sources.error) : undefined,
    hasMore: false,
    loadingMore: false,
    loadMore: () => undefined,
    retry: () => void sources.refetch(),
    fresh: 0,
    showFresh: () => undefined,
    setAtTop: () => undefined,
  };
  if (sources.isError && asApiError(sources.error).status === 403) return <ErrorState error={sources.error} />;
  return (
    <div className="flex h-full min-h-0 flex-col pt-3">
      <div role="group" aria-label="Counts" className="flex gap-1 overflow-x-auto px-4 pb-2 sm:px-6">
        {tallies(all).map((t) => {
          const on = search[t.key] === t.value;
          return (
            <button
              key={`${t.key} ${t.value}`}
              type="button"
              aria-pressed={on}
              disabled={t.n === 0 && !on}
              onClick={() => setSearch({ ...search, [t.key]: on ? undefined : t.value })}
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
      <div className="flex flex-wrap items-start gap-2 px-4 pb-3 sm:px-6">
        <input
          type="search"
          aria-label="Search sources"
          placeholder="Name, kind, account"
          value={search['q'] ?? ''}
          onChange={(e) => setSearch({ ...search, q: e.target.value === '' ? undefined : e.target.value })}
          className={cx(FIELD, 'w-full sm:w-60')}
        />
        <div className="flex min-w-0 flex-1 basis-60">
          <FilterBar
            label="Filter sources"
            defs={defs}
            tokens={tokensOf(search, defs)}
            onChange={(next) => setSearch(withTokens(search, next, defs))}
          />
        </div>
        <ColumnMenu columns={COLUMNS} visibility={visibility} onChange={setColumn} />
      </div>
      <DataTable
        label="Sources"
        columns={COLUMNS}
        pages={pages}
        idOf={idOf}
        nameOf={nameOf}
        visibility={visibility}
        open={undefined}
        onOpen={(id) => id !== undefined && void navigate({ to: '/sources/$id', params: { id } })}
        empty={<None filtered={all.length > 0} clear={() => setSearch({})} />}
      />
    </div>
  );
}
