import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RetroHuntView } from '../../../../src/contracts/retro-hunt.ts';
import { useNow } from '../../lib/use-now.ts';
import { useMay } from '../../session/session.tsx';
import { SidePanel } from '../../ui/dialog.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Countdown, Exact, Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useNameOf } from '../incident/queries.ts';
import { HuntBar } from './hunt-bar.tsx';
import { HuntMark } from './hunt-mark.tsx';
import { bytesWords, isOver } from './hunt-ranges.ts';
import { cancelHunt, useHunt, type HuntLine } from './hunts-data.ts';

const n = (value: number): string => value.toLocaleString('en');
const Heading = ({ children }: { readonly children: string }) => (
  <h3 className="mt-6 mb-2 text-sm font-semibold">{children}</h3>
);

function Samples({ hunt: h, samples }: { readonly hunt: HuntLine; readonly samples: RetroHuntView['samples'] }) {
  if (samples.length === 0)
    return (
      <p className="text-sm text-muted">
        {isOver(h.state) ? 'Nothing matched in what was looked at.' : 'None so far.'}
      </p>
    );
  return (
    <ul className="rounded-md border border-line">
      {samples.map((m) => (
        <li
          key={`${m.rule} ${m.eventId} ${m.delivery}`}
          className="flex flex-col gap-0.5 border-b border-line px-3 py-2 text-sm last:border-0"
        >
          <span className="flex items-baseline gap-3">
            <span className="mono min-w-0 flex-1 truncate" title={m.principal ?? m.eventId}>
              {m.principal ?? m.eventId}
            </span>
            <Time at={m.time} className="shrink-0 text-xs text-muted" />
          </span>
          <span className="flex items-baseline gap-3 text-xs text-muted">
            <span className="min-w-0 flex-1 truncate">
              {m.source} · {m.title}
            </span>
            {m.finding !== undefined && (
              <Link
                to="/findings"
                search={{ open: m.finding } as never}
                className="inline-flex min-h-6 shrink-0 items-center text-accent hover:underline"
              >
                finding
              </Link>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Facts({
  hunt: h,
  samples,
}: {
  readonly hunt: HuntLine;
  readonly samples: RetroHuntView['samples'] | undefined;
}) {
  const nameOf = useNameOf();
  const now = useNow(1_000);
  return (
    <>
      <h2 className="text-lg font-semibold text-balance wrap-anywhere">{h.title}</h2>
      <div className="mt-2 mb-5">
        <HuntMark state={h.state} />
      </div>
      {h.failure !== null && (
        <p role="alert" className="mb-4 rounded-md border border-danger bg-danger-soft px-3 py-2 text-sm wrap-anywhere">
          {h.failure}
        </p>
      )}
      {!isOver(h.state) && h.to > now && (
        <p className="mb-4 text-sm text-muted">
          Looks back once the rule runs everywhere, in <Countdown until={h.to} over="a moment" />.
        </p>
      )}
      <HuntBar hunt={h} />
      <div className="mt-5">
        <KeyValues
          items={[
            ...(h.kind === 'text'
              ? []
              : [
                  [
                    h.kind === 'rule' ? 'Rule' : 'Indicators',
                    h.kind === 'rule' ? (
                      <Link key="r" to="/rules/$id" params={{ id: h.subject }} className="text-accent hover:underline">
                        open the rule
                      </Link>
                    ) : (
                      <span key="s" className="mono wrap-anywhere">
                        {h.subject}
                      </span>
                    ),
                  ] as const,
                ]),
            [
              'Blocks',
              `${n(h.blocks.checked)} of ${n(h.blocks.found)}${h.blocks.unreadable > 0 ? `, ${n(h.blocks.unreadable)} unreadable` : ''}`,
            ],
            ['Read', `${bytesWords(h.bytes)} of at most ${bytesWords(h.maxBytes)}`],
            ['Events', n(h.events)],
            ['Matches', n(h.matches)],
            ['Findings', h.kind === 'text' ? 'none are made of a text tried out' : n(h.findings)],
            ...(h.keptBack === undefined || h.keptBack === 0 ? [] : [['Kept back', n(h.keptBack)] as const]),
            ...(h.skipped === undefined || h.skipped === 0
              ? []
              : [['Unreadable', `${n(h.skipped)} deliveries or records, now dead letters`] as const]),
            [
              'Started',
              <span key="b">
                {nameOf(h.startedBy)}, <Exact at={h.startedAt} />
              </span>,
            ],
            ['Finished', h.finishedAt === null ? 'not yet' : <Exact key="f" at={h.finishedAt} />],
            ['Id', <Id key="i" id={h.id} />],
          ]}
        />
      </div>
      <Heading>Matches, the first of them</Heading>
      {samples === undefined ? <SkeletonLines lines={4} /> : <Samples hunt={h} samples={samples} />}
    </>
  );
}

/** One hunt beside the list; its figures move while it runs. */
export function HuntPanel({
  id,
  known,
  onClose,
}: {
  readonly id: string;
  readonly known: HuntLine | undefined;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const analyst = useMay('analyst');
  const hunt = useHunt(id);
  const h = hunt.data ?? known;
  return (
    <SidePanel
      title="Hunt"
      onClose={onClose}
      actions={
        analyst && h !== undefined && !isOver(h.state) ? (
          <Confirm
            label="Cancel hunt"
            title="Cancel this hunt?"
            follows="What it found so far stays; what it did not come to is said."
            act={async () => {
              await cancelHunt(id);
              await Promise.all(['hunts', 'hunt'].map((key) => client.invalidateQueries({ queryKey: [key] })));
              toast.done('Cancelled.');
            }}
          />
        ) : undefined
      }
    >
      {h !== undefined ? (
        <Facts hunt={h} samples={hunt.data?.samples} />
      ) : hunt.isError ? (
        <ErrorState error={hunt.error} retry={() => void hunt.refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </SidePanel>
  );
}
