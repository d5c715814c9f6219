import { Link } from '@tanstack/react-router';
import type { EvidenceRef } from '../../../../src/contracts/agents.ts';
import type { IncidentProjection } from '../../../../src/contracts/incident.ts';
import { path, urlOf } from '../../api/client.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { useInvestigation } from './queries.ts';

const Lines = ({ title, items }: { readonly title: string; readonly items: readonly string[] }) =>
  items.length === 0 ? null : (
    <div>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <ul className="ml-4 list-disc space-y-1 text-sm marker:text-faint">
        {items.map((text) => (
          <li key={text} className="wrap-anywhere">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );

/** What the inspector kept of AWS's answers, byte for byte. */
const Stored = ({ incident, evidence }: { readonly incident: string; readonly evidence: readonly EvidenceRef[] }) =>
  evidence.length === 0 ? null : (
    <div>
      <h3 className="mb-1 text-xs font-medium text-muted">Evidence as it was stored</h3>
      <ul className="text-sm">
        {evidence.map((e) => (
          <li key={e.id} className="flex min-w-0 items-baseline gap-2">
            <a
              href={urlOf(path('/incidents/{id}/evidence/{evidence}', { id: incident, evidence: e.id }))}
              download
              className="min-h-6 truncate text-accent hover:underline"
            >
              {e.kind.replaceAll('_', ' ')}
            </a>
            <span className="mono shrink-0 text-xs text-muted" title={`SHA-256 ${e.digest}`}>
              {e.bytes} bytes · {e.digest.slice(0, 8)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );

/** What the analyst makes of it, who wrote that, and what it did not look at. */
export function Summary({ incident }: { readonly incident: IncidentProjection }) {
  const { data, error, isError, refetch } = useInvestigation(incident.id);
  if (isError && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  const report = data?.analyst;
  const limits = [...new Set([...(report?.limits ?? []), ...(data?.inspector?.limits ?? []), ...(data?.limits ?? [])])];
  return (
    <Panel
      title="Summary"
      aside={
        report === undefined ? undefined : (
          <span>by {report.author === 'rules' ? 'the analyst’s rules' : report.author}</span>
        )
      }
    >
      {data === undefined ? (
        <SkeletonLines lines={5} />
      ) : (
        <div className="flex flex-col gap-4">
          {incident.mergedInto !== undefined && (
            <p className="text-sm">
              Merged into{' '}
              <Link to="/incidents/$id" params={{ id: incident.mergedInto }} className="mono text-accent underline">
                {incident.mergedInto}
              </Link>
              . Go on there.
            </p>
          )}
          <p className="max-w-[76ch] text-base wrap-anywhere">
            {report?.summary ?? 'The analyst has not reported yet. The findings are below; this text comes by itself.'}
          </p>
          {data.escalations.length > 0 && <Lines title="Needs a person" items={data.escalations} />}
          {data.closeReason !== undefined && <Lines title="Why it ended" items={[data.closeReason]} />}
          <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
            <Lines title="Next steps" items={report?.nextSteps ?? []} />
            <Lines title="Facts from AWS" items={data.inspector?.facts ?? []} />
            <Lines
              title="What was not looked at"
              items={limits.length === 0 && report !== undefined ? ['Nothing was reported as left out.'] : limits}
            />
            <Stored incident={incident.id} evidence={data.inspector?.evidence ?? []} />
          </div>
        </div>
      )}
    </Panel>
  );
}
