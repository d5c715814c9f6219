import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useNews } from '../../api/stream.ts';
import { useNow } from '../../lib/use-now.ts';
import { usePageSearch } from '../../lib/use-search.ts';
import { useTitle } from '../../lib/use-title.ts';
import { CopyButton } from '../../ui/id.tsx';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton, SkeletonLines } from '../../ui/states.tsx';
import { absoluteTime } from '../../lib/time.ts';
import { Bars } from './bars.tsx';
import { Figures } from './figures.tsx';
import { Health } from './health.tsx';
import { LiveFeed } from './live-feed.tsx';
import { OpenIncidents } from './open-incidents.tsx';
import { RuleName } from './rule-name.tsx';
import { PRESETS, presetOf, readRange, resolveRange, type RangeSearch } from './range.ts';
import { short } from './duration.ts';
import { useOverview } from './use-overview.ts';

const FindingsChart = lazy(() => import('./findings-chart.tsx').then((m) => ({ default: m.FindingsChart })));

/** Events that came in while one looks, summed from the stream. */
function Rate() {
  const [events, setEvents] = useState(0);
  useNews('metrics', (items) => setEvents((n) => n + items.reduce((sum, i) => sum + Number(i.data['events'] ?? 0), 0)));
  return (
    <span className="text-xs text-muted">
      {events === 0 ? 'live' : `live · ${short(events)} events since you look`}
    </span>
  );
}

function RangeChoice({
  range,
  onChange,
}: {
  readonly range: RangeSearch;
  readonly onChange: (next: RangeSearch) => void;
}) {
  const preset = presetOf(range);
  return (
    <label className="flex items-center gap-2 text-xs text-muted">
      <span className="sr-only">Time range</span>
      <select
        value={preset}
        onChange={(e) => onChange(readRange({ range: e.target.value }))}
        className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm text-ink"
      >
        {PRESETS.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {preset === 'custom' && <option value="custom">As drawn</option>}
      </select>
    </label>
  );
}

/** The first page: what is open, what was found, how quick one was, and whether everything does its work. */
export function OverviewPage() {
  useTitle('Overview');
  const search = usePageSearch()[0];
  const navigate = useNavigate();
  const range = readRange(search);
  const now = useNow(60_000);
  const resolved = resolveRange(range, now);
  const { data, error, isError, refetch } = useOverview(resolved);
  const go = (next: RangeSearch): void =>
    void navigate({
      to: '/',
      search: Object.fromEntries(Object.entries(next).map(([k, v]) => [k, String(v)])) as never,
    });
  const permalink = `${location.origin}/?since=${resolved.since}&until=${resolved.until}`;
  return (
    <div className="h-full overflow-y-auto">
      <PageHeader
        title="Overview"
        lead={
          range.since === undefined ? undefined : `${absoluteTime(resolved.since)} to ${absoluteTime(resolved.until)}`
        }
      >
        <CopyButton text={permalink} label="Copy a link to exactly this range" />
        <RangeChoice range={range} onChange={go} />
      </PageHeader>
      {isError && data === undefined ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <div className="flex flex-col gap-4 px-4 pb-8 sm:px-6">
          <Figures data={data} />
          {data !== undefined && !data.complete && (
            <p role="note" className="text-xs text-warn">
              There is more in this range than one question reads: parts of this page are about its newest only.
            </p>
          )}
          <Panel title="Findings over time">
            {data === undefined ? (
              <Skeleton className="h-[224px] w-full" />
            ) : (
              <Suspense fallback={<Skeleton className="h-[224px] w-full" />}>
                <FindingsChart
                  points={data.findings.points}
                  bucketMs={data.findings.bucketMs}
                  onSelect={(since, until) => go({ since, until })}
                />
              </Suspense>
            )}
          </Panel>
          <div className="grid gap-4 xl:grid-cols-2">
            <Panel title="Newest findings" aside={<Rate />} flush>
              <LiveFeed />
            </Panel>
            <div className="flex min-w-0 flex-col gap-4">
              <Panel title="Open incidents" flush>
                {data === undefined ? (
                  <div className="h-[284px] p-4">
                    <SkeletonLines lines={8} />
                  </div>
                ) : (
                  <OpenIncidents open={data.open} />
                )}
              </Panel>
              <Panel title="Health" flush>
                {data === undefined ? (
                  <div className="h-[160px] p-4">
                    <SkeletonLines lines={4} />
                  </div>
                ) : (
                  <Health data={data} />
                )}
              </Panel>
            </div>
          </div>
          <div className="grid gap-4 lg:grid-cols-3">
            <Panel title="Top entities" flush>
              <Bars
                nothing="No entity in this range"
                bars={(data?.top.entities ?? []).map((e) => ({
                  key: `${e.type}:${e.id}`,
                  label: (
                    <span title={e.id}>
                      <span className="text-faint">{e.type.replaceAll('_', ' ')} </span>
                      <span className="mono">{e.id}</span>
                    </span>
                  ),
                  n: e.n,
                  to: '/findings',
                  search: { entity: `${e.type}:${e.id}` },
                }))}
              />
            </Panel>
            <Panel title="Top techniques" flush>
              <Bars
                nothing="No technique in this range"
                bars={(data?.top.techniques ?? []).map((t) => ({
                  key: t.value,
                  label: <span className="mono">{t.value}</span>,
                  n: t.n,
                  to: '/incidents',
                  search: { technique: t.value },
                }))}
              />
            </Panel>
            <Panel title="Top rules" flush>
              <Bars
                nothing="No rule matched in this range"
                bars={(data?.top.rules ?? []).map((r) => ({
                  key: r.value,
                  label: <RuleName id={r.value} />,
                  n: r.n,
                  to: '/findings',
                  search: { rule: r.value },
                }))}
              />
            </Panel>
          </div>
        </div>
      )}
    </div>
  );
}
