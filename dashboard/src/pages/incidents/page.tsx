import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { IncidentProjection } from '../../../../src/contracts/incident.ts';
import { usePages } from '../../api/use-pages.ts';
import { tokensOf, withTokens } from '../../lib/filters.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { useMay, useMe } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { ColumnMenu, useColumns } from '../../ui/column-menu.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { SavedViews } from '../findings/views.tsx';
import { Bulk, doToEach } from './bulk.tsx';
import { INCIDENT_COLUMNS } from './columns.tsx';
import { INCIDENT_FILTERS, incidentsQuery } from './filters.ts';

const idOf = (i: IncidentProjection): string => i.id;
const nameOf = (i: IncidentProjection): string => i.title;

/** Incidents, newest first: what waits, what is open, whose it is. Enter opens one; e acknowledges. */
export function IncidentsPage() {
  useTitle('Incidents');
  const navigate = useNavigate();
  const me = useMe();
  const may = useMay('analyst');
  const [search, setSearch] = usePageSearch();
  const key = JSON.stringify(search);
  // "24h" is counted from when the filter was set: a list that slides under one's eyes cannot be gone through.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is the filters' value
  const query = useMemo(() => incidentsQuery(search, me.user, Date.now()), [key, me.user]);
  const pages = usePages<IncidentProjection>({ key: 'incidents', topic: 'incidents', path: '/incidents', query, idOf });
  const [visibility, setColumn] = useColumns('incidents', INCIDENT_COLUMNS);
  const tokens = tokensOf(search, INCIDENT_FILTERS);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title="Incidents" />
      <div className="flex items-start gap-2 px-4 pb-3 sm:px-6">
        <FilterBar
          label="Filter incidents"
          defs={INCIDENT_FILTERS}
          tokens={tokens}
          onChange={(next) => setSearch(withTokens(search, next, INCIDENT_FILTERS))}
        />
        <SavedViews list="incidents" search={search} onOpen={setSearch} />
        <span className="max-sm:hidden">
          <ColumnMenu columns={INCIDENT_COLUMNS} visibility={visibility} onChange={setColumn} />
        </span>
      </div>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <DataTable
          label="Incidents"
          columns={INCIDENT_COLUMNS}
          visibility={visibility}
          pages={pages}
          idOf={idOf}
          nameOf={nameOf}
          open={undefined}
          onOpen={(id) => {
            if (id !== undefined) void navigate({ to: '/incidents/$id', params: { id } });
          }}
          {...(may
            ? {
                onAct: {
                  label: 'Acknowledge',
                  run: (ids: readonly string[]) => void doToEach(ids, 'acknowledge', {}, 'Acknowledged'),
                },
                bulk: (ids: readonly string[], clear: () => void) => <Bulk ids={ids} me={me.user} clear={clear} />,
              }
            : {})}
          empty={
            tokens.length > 0 ? (
              <EmptyState icon="filter" title="No incident fits these filters">
                <Button size="sm" className="mt-2" onClick={() => setSearch({})}>
                  Clear filters
                </Button>
              </EmptyState>
            ) : (
              <EmptyState icon="incidents" title="No incidents">
                Findings that belong together become an incident, and it appears here by itself.
              </EmptyState>
            )
          }
        />
      </div>
    </div>
  );
}
