import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, path, under } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { SidePanel } from '../../ui/dialog.tsx';
import { CopyButton, Id } from '../../ui/id.tsx';
import { Json } from '../../ui/json.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Exact } from '../../ui/time.tsx';
import type { FindingRow } from './columns.tsx';
import { SuppressLike, Why } from './why.tsx';

const unknown = <span className="text-faint">unknown</span>;

function Facts({ f }: { readonly f: FindingRow }) {
  return (
    <>
      <h2 className="text-lg font-semibold text-balance wrap-anywhere">{f.title}</h2>
      <div className="mt-2 mb-5 flex flex-wrap items-center gap-2">
        <SeverityMark severity={f.severity} word />
        <Badge>{f.confidence} % sure</Badge>
        {f.outcome !== 'unknown' && (
          <Badge tone={f.outcome === 'success' ? 'warn' : 'neutral'}>
            call {f.outcome === 'success' ? 'succeeded' : 'failed'}
          </Badge>
        )}
        {f.retroHunt !== undefined && <Badge tone="accent">found looking back</Badge>}
        {f.foreignAccount && f.kind !== 'manual' && <Badge tone="danger">account not of this source</Badge>}
      </div>
      <KeyValues
        items={[
          [
            'Incident',
            f.incident === null ? (
              <span className="text-muted">waits for company</span>
            ) : (
              <Link to="/incidents/$id" params={{ id: f.incident }} className="mono text-accent hover:underline">
                {f.incident}
              </Link>
            ),
          ],
          ['Seen', <Exact key="t" at={f.time} />],
          ['Detected', <Exact key="d" at={f.detectedAt} />],
          [
            'Rule',
            f.kind === 'rule' ? (
              <Link
                key="r"
                to="/rules/$id"
                params={{ id: f.rule.id }}
                className="text-accent hover:underline wrap-anywhere"
              >
                {f.rule.title}
              </Link>
            ) : (
              <span key="r" className="mono wrap-anywhere">
                {f.rule.id}
              </span>
            ),
          ],
          [
            'Source',
            <span key="s" className="mono">
              {f.source}
            </span>,
          ],
          [
            'Operation',
            f.operation === undefined ? unknown : <span className="mono wrap-anywhere">{f.operation}</span>,
          ],
          ['Account', f.account === undefined ? unknown : <Id id={f.account} />],
          ['Region', f.region === undefined ? unknown : <span className="mono">{f.region}</span>],
          [
            'Techniques',
            f.techniques.length === 0 ? (
              <span className="text-faint">none given</span>
            ) : (
              <span className="mono">{f.techniques.join(', ')}</span>
            ),
          ],
          ['Id', <Id key="i" id={f.id} />],
        ]}
      />
      <Why finding={f} />
      <h3 className="mt-6 mb-2 text-sm font-semibold">Who and what</h3>
      <ul className="rounded-md border border-line">
        {f.entities.map((e) => (
          <li
            key={`${e.role} ${e.type} ${e.id}`}
            className="flex min-h-9 items-center gap-2 border-b border-line py-1 pr-1 pl-3 last:border-0"
          >
            <span className="w-14 shrink-0 text-xs text-muted">{e.role}</span>
            <Badge>{e.type.replaceAll('_', ' ')}</Badge>
            <span className="mono min-w-0 flex-1 truncate" title={e.id}>
              {e.name ?? e.id}
            </span>
            <CopyButton text={e.id} label={`Copy ${e.id.slice(0, 60)}`} />
          </li>
        ))}
        {f.entities.length === 0 && <li className="px-3 py-2 text-muted">The event names nobody.</li>}
      </ul>
      <h3 className="mt-6 mb-2 text-sm font-semibold">The event, as it was normalized</h3>
      <Json value={f.evidence} openTo={1} label="Evidence" />
    </>
  );
}

/** One finding, beside the list. Shown at once if the list has it; asked for by its id otherwise. */
export function FindingDetail({
  id,
  known,
  onClose,
}: {
  readonly id: string;
  readonly known: FindingRow | undefined;
  readonly onClose: () => void;
}) {
  const finding = useQuery({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => api.get(path('/findings/{id}', { id }), { signal }).then(under<FindingRow>),
    ...(known === undefined ? {} : { placeholderData: known }),
  });
  return (
    <SidePanel
      title="Finding"
      onClose={onClose}
      actions={finding.data === undefined ? undefined : <SuppressLike finding={finding.data} />}
    >
      {finding.data !== undefined ? (
        <Facts f={finding.data} />
      ) : finding.isError ? (
        <ErrorState error={finding.error} retry={() => void finding.refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </SidePanel>
  );
}
