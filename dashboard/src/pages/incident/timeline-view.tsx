import { useMemo, useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { cx } from '../../lib/cx.ts';
import { absoluteTime } from '../../lib/time.ts';
import { useNarrow } from '../../lib/use-media.ts';
import { Switch } from '../../ui/field.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Json } from '../../ui/json.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Exact } from '../../ui/time.tsx';
import { useInvestigation, useLog, useNameOf } from './queries.ts';
import { clockTime, timelineOf, type EntryKind, type TimelineEntry } from './timeline.ts';

const LOOK: Record<Exclude<EntryKind, 'finding'>, readonly [icon: IconName, tone: string, word: string]> = {
  report: ['rules', 'text-muted', 'Agent'],
  decision: ['policies', 'text-muted', 'Decision'],
  approval: ['key', 'text-accent', 'Approval'],
  containment: ['lock', 'text-ok', 'Containment'],
  release: ['up', 'text-muted', 'Release'],
  people: ['user', 'text-muted', 'Person'],
  failure: ['warn', 'text-danger', 'Trouble'],
  machine: ['more', 'text-faint', 'Step'],
};

const Mark = ({ entry }: { readonly entry: TimelineEntry }) => {
  if (entry.kind === 'finding') return <SeverityMark severity={entry.finding?.severity ?? 1} />;
  const [icon, tone, word] = LOOK[entry.kind];
  return (
    <span role="img" aria-label={word} className={cx('inline-flex size-[18px] items-center justify-center', tone)}>
      <Icon name={icon} size={14} />
    </span>
  );
};

/** The record that an entry was told from, as it is kept. */
const Evidence = ({ entry }: { readonly entry: TimelineEntry }) => (
  <div className="flex min-w-0 flex-col gap-2">
    <p className="text-sm font-medium wrap-anywhere">{entry.text}</p>
    <p className="text-xs text-muted">
      <Exact at={entry.at} />
      {entry.finding !== undefined && (
        <>
          {' · '}
          {entry.finding.source} ·{' '}
          <Link to="/findings" search={{ open: entry.finding.id } as never} className="text-accent underline">
            open the finding
          </Link>
        </>
      )}
    </p>
    {/* Rows of the height of a target that a finger finds. */}
    <div className="[&_button]:min-h-6">
      <Json value={entry.raw} label="The record as it is kept" />
    </div>
  </div>
);

/** What happened, in order, with the raw record beside what is chosen. Arrow keys, Home and End move. */
export function Timeline({ incident }: { readonly incident: string }) {
  const log = useLog(incident);
  const analyst = useInvestigation(incident).data?.analyst;
  const nameOf = useNameOf();
  const narrow = useNarrow();
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const story = useMemo(() => timelineOf(log.data?.events ?? [], analyst), [log.data, analyst]);
  const shown = all ? story : story.filter((e) => e.kind !== 'machine');
  const index = Math.max(
    0,
    shown.findIndex((e) => e.id === chosen),
  );
  const current = shown[index];

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: shown.length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[to];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next.id);
    box.current?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(next.id)}"]`)?.focus();
  };

  if (log.isError && log.data === undefined) return <ErrorState error={log.error} retry={() => void log.refetch()} />;
  return (
    <Panel
      flush
      title="Timeline"
      aside={
        <>
          <span className="mr-2 max-sm:hidden">times in UTC</span>
          <Switch label="Every step" checked={all} onChange={setAll} />
        </>
      }
    >
      {log.data === undefined ? (
        <div className="h-96 p-4">
          <SkeletonLines lines={8} />
        </div>
      ) : (
        <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div
            ref={box}
            role="listbox"
            aria-label="What happened"
            onKeyDown={onKeyDown}
            className="max-h-[560px] overflow-y-auto py-1 lg:border-r lg:border-line"
          >
            {shown.map((entry, i) => (
              <div
                key={entry.id}
                role="option"
                aria-selected={i === index}
                tabIndex={i === index ? 0 : -1}
                data-entry={entry.id}
                onClick={() => setChosen(entry.id)}
                className={cx(
                  'flex gap-3 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2',
                  i === index && 'bg-accent-soft/60 hover:bg-accent-soft/60',
                )}
              >
                <span className="flex h-5 shrink-0 items-center self-start">
                  <Mark entry={entry} />
                </span>
                <div className="min-w-0 flex-1">
                  <p className="text-sm wrap-anywhere">
                    {entry.actor !== undefined && <span className="font-medium">{nameOf(entry.actor)}: </span>}
                    {entry.text.replace(/usr_[a-z0-9-]+/g, nameOf)}
                  </p>
                  {entry.quote !== undefined && (
                    <p className="mt-0.5 border-l-2 border-line pl-2 text-xs text-muted wrap-anywhere">{entry.quote}</p>
                  )}
                </div>
                <time
                  dateTime={new Date(entry.at).toISOString()}
                  title={absoluteTime(entry.at)}
                  className="mono shrink-0 text-muted"
                >
                  {clockTime(entry.at, shown[0]?.at ?? entry.at)}
                </time>
              </div>
            ))}
          </div>
          <div
            className="max-h-[560px] overflow-y-auto border-t border-line p-4 lg:border-t-0"
            tabIndex={0}
            role="region"
            aria-label="Evidence"
          >
            {current === undefined ? (
              <p className="text-sm text-muted">Nothing happened yet.</p>
            ) : narrow && chosen === undefined ? (
              <p className="text-sm text-muted">Choose an entry to see its raw record.</p>
            ) : (
              <Evidence key={current.id} entry={current} />
            )}
          </div>
        </div>
      )}
    </Panel>
  );
}
