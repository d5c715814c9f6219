/*
 * How a page is written (this one is the pattern):
 *  1. `src/pages/<name>/page.tsx` exports `<Name>Page`; router.tsx has its line. First call: `useTitle('…')`.
 *  2. Everything a link should show is in the URL: `const [search, setSearch] = usePageSearch()`, plain strings.
 *  3. A list: `usePages({ key, topic, path, query, idOf })` – pages by cursor, renewed at its head by the stream.
 *     One thing: `useQuery({ queryKey: ['finding', id], queryFn: ({ signal }) => api.get(path('/findings/{id}', { id }), { signal }) })`;
 *     the first word of the key says which news makes it stale (api/queries.ts). Changing: `useMutation` with `api.post`,
 *     then `toast.done('…')`, `toast.failed(error)`.
 *  4. Columns are constants of the module; `card` says where a column goes on a phone.
 *  5. Loading, empty and failed are `SkeletonLines`, `EmptyState`, `ErrorState`: of the size of what they stand for.
 *  6. What a role may not do is not offered: `useMay('analyst')`. Keys: `useHotkeys`; palette: `usePaletteActions`.
 *  7. Ids in `Id`, times in `Time`/`Exact`, JSON of others in `Json`. No colour without a word or a shape.
 *  8. Contracts by `import type` only: zod stays on the server. Pure parts in files of their own, tested beside.
 */
import { useMemo } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { tokensOf, withTokens } from '../../lib/filters.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/button.tsx';
import { ColumnMenu, useColumns } from '../../ui/column-menu.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { FINDING_COLUMNS, type FindingRow } from './columns.tsx';
import { FindingDetail } from './detail.tsx';
import { FINDING_FILTERS, findingsQuery } from './filters.ts';
import { SavedViews } from './views.tsx';

const idOf = (f: FindingRow): string => f.id;
const nameOf = (f: FindingRow): string => f.title;
const copyIds = (ids: readonly string[]): void =>
  void navigator.clipboard
    .writeText(ids.join('\n'))
    .then(() => toast.done(`Copied ${ids.length === 1 ? 'one id' : `${ids.length} ids`}`), toast.failed);

/** Findings, newest first: filter, go through them, look at one beside the list. */
export function FindingsPage() {
  useTitle('Findings');
  const [search, setSearch] = usePageSearch();
  const { open, ...filters } = search;
  const key = JSON.stringify(filters);
  // "24h" is counted from when the filter was set: a list that slides under one's eyes cannot be gone through.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is the filters' value
  const query = useMemo(() => findingsQuery(filters, Date.now()), [key]);
  const pages = usePages<FindingRow>({ key: 'findings', topic: 'findings', path: '/findings', query, idOf });
  const [visibility, setColumn] = useColumns('findings', FINDING_COLUMNS);
  const tokens = tokensOf(search, FINDING_FILTERS);
  const show = (id: string | undefined): void => setSearch({ ...filters, open: id });

  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <PageHeader title="Findings" />
        <div className="flex items-start gap-2 px-4 pb-3 sm:px-6">
          <FilterBar
            label="Filter findings"
            defs={FINDING_FILTERS}
            tokens={tokens}
            onChange={(next) => setSearch(withTokens(search, next, FINDING_FILTERS))}
          />
          <SavedViews list="findings" search={search} onOpen={setSearch} />
          <span className="max-sm:hidden">
            <ColumnMenu columns={FINDING_COLUMNS} visibility={visibility} onChange={setColumn} />
          </span>
        </div>
        <div className="flex min-h-0 flex-1 border-t border-line">
          <DataTable
            label="Findings"
            columns={FINDING_COLUMNS}
            visibility={visibility}
            pages={pages}
            idOf={idOf}
            nameOf={nameOf}
            open={open}
            onOpen={show}
            onAct={{ label: 'Copy ids', run: copyIds }}
            bulk={(ids) => (
              <Button size="sm" icon="copy" onClick={() => copyIds(ids)}>
                Copy ids
              </Button>
            )}
            empty={
              tokens.length > 0 ? (
                <EmptyState icon="filter" title="No finding fits these filters">
                  <Button size="sm" className="mt-2" onClick={() => setSearch({})}>
                    Clear filters
                  </Button>
                </EmptyState>
              ) : (
                <EmptyState icon="findings" title="No findings yet">
                  They appear here by themselves as soon as a rule, a sender or an indicator says that something is bad.
                  Is a source sending? See Sources.
                </EmptyState>
              )
            }
          />
        </div>
      </div>
      {open !== undefined && (
        <FindingDetail
          key={open}
          id={open}
          known={pages.rows.find((f) => f.id === open)}
          onClose={() => show(undefined)}
        />
      )}
    </div>
  );
}
