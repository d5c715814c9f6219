import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DryRunReport, Said } from '../../../../src/contracts/policies.ts';
import { api, under, type Body } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { actionWords, shortTarget } from '../incident/timeline.ts';
import { obligationWords } from './data.ts';
import { OUTCOME, OUTCOME_TONE } from './outcome.ts';

/** As many as one asks for where nothing else is said. */
const INCIDENTS = 50;

export interface DryRunning {
  readonly busy: boolean;
  readonly report: DryRunReport | undefined;
  readonly error: string | undefined;
  run(body: Body<'post', '/policies/dry-run'>): Promise<void>;
}

/** Tries proposed policies on what was decided before. */
export function useDryRun(): DryRunning {
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<DryRunReport>();
  const [error, setError] = useState<string>();
  return {
    busy,
    report,
    error,
    run: async (body) => {
      setBusy(true);
      setError(undefined);
      try {
        setReport(await api.post('/policies/dry-run', { incidents: INCIDENTS, ...body }).then(under<DryRunReport>));
      } catch (e) {
        setError(asApiError(e).detail);
      } finally {
        setBusy(false);
      }
    },
  };
}

function SaidCell({ said }: { readonly said: Said }) {
  const asks = said.obligations === undefined ? [] : obligationWords(said.obligations);
  return (
    <div className="flex min-w-0 flex-col items-start gap-0.5">
      <Badge tone={OUTCOME_TONE[said.outcome]}>{OUTCOME[said.outcome]}</Badge>
      <span className="text-muted wrap-anywhere">{[...asks, ...said.reasons].join(', ') || 'no policy'}</span>
    </div>
  );
}

function Table({ report }: { readonly report: DryRunReport }) {
  return (
    <div
      className="overflow-x-auto rounded-md border border-line"
      role="region"
      aria-label="What would change"
      tabIndex={0}
    >
      <table className="w-full border-collapse text-left text-xs max-sm:block">
        <caption className="sr-only">What would have been decided otherwise</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b border-line bg-sunken text-muted">
            {['Action', 'In force', 'Proposed', 'When'].map((h) => (
              <th key={h} scope="col" className="px-3 py-1.5 font-medium">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {report.items.map((i) => (
            <tr
              key={`${i.plan} ${i.opId}`}
              className="border-b border-line align-top last:border-0 max-sm:block max-sm:p-2"
            >
              <th scope="row" className="px-3 py-2 font-normal max-sm:block max-sm:p-1">
                <Link
                  to="/incidents/$id"
                  params={{ id: i.incident }}
                  className="inline-block font-medium text-accent first-letter:uppercase hover:underline"
                >
                  {actionWords(i.action)}
                </Link>
                <span className="mono block text-muted wrap-anywhere">{shortTarget(i.target)}</span>
              </th>
              <td className="px-3 py-2 max-sm:block max-sm:p-1">
                <SaidCell said={i.before} />
              </td>
              <td className="px-3 py-2 max-sm:block max-sm:p-1">
                <SaidCell said={i.after} />
              </td>
              <td className="px-3 py-2 text-muted max-sm:block max-sm:p-1">
                <Time at={i.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What came of a dry run: how many would have come out otherwise, and which; with what was not compared. */
export function DryRunResult({ dry }: { readonly dry: DryRunning }) {
  const { report, error } = dry;
  if (error !== undefined)
    return (
      <p role="alert" className="text-sm text-danger">
        {error}
      </p>
    );
  if (report === undefined) return null;
  return (
    <div role="status" className="flex flex-col gap-3">
      {report.errors.length > 0 ? (
        <ul className="text-sm text-danger">
          {report.errors.map((e) => (
            <li key={`${e.policy} ${e.message}`} className="wrap-anywhere">
              <span className="mono">{e.policy}</span>
              {e.line !== undefined && `, line ${e.line}`}: {e.message} {e.hint}
            </li>
          ))}
        </ul>
      ) : (
        <>
          <p className="text-sm">
            <span className="font-medium">
              {report.changed === 0
                ? 'Nothing would have come out otherwise'
                : `${report.changed} of ${report.compared} would have come out otherwise`}
            </span>
            <span className="text-muted">
              {' '}
              · {report.compared} {report.compared === 1 ? 'action' : 'actions'} of {report.incidents}{' '}
              {report.incidents === 1 ? 'incident' : 'incidents'} compared
              {report.byHardRules > 0 &&
                `, ${report.byHardRules} forbidden by the gate’s own rules whatever policies say`}
            </span>
          </p>
          {report.counts.length > 0 && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
              {report.counts.map((c) => (
                <li key={`${c.before} ${c.after}`}>
                  <span className="font-medium text-ink">{c.actions}</span>{' '}
                  {c.before === c.after
                    ? `still ${OUTCOME[c.before]}`
                    : `${OUTCOME[c.before]} before, ${OUTCOME[c.after]} now`}
                </li>
              ))}
            </ul>
          )}
          {report.items.length > 0 && <Table report={report} />}
        </>
      )}
      {report.leftOut.length > 0 && <p className="text-xs text-muted">Left out: {report.leftOut.join('; ')}.</p>}
    </div>
  );
}
