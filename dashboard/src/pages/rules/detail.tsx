import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, path } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton, Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';

interface Case {
  readonly match: boolean;
  readonly name: string;
}

function Cases({ cases }: { readonly cases: readonly Case[] }) {
  if (cases.length === 0) return <p className="text-sm text-muted">No cases ship beside this rule.</p>;
  return (
    <ul className="rounded-md border border-line">
      {cases.map((c) => (
        <li
          key={c.name}
          className="flex min-h-8 items-center gap-2 border-b border-line px-3 py-1 text-sm last:border-0"
        >
          <Badge tone={c.match ? 'danger' : 'ok'}>{c.match ? 'must fire' : 'must not'}</Badge>
          <span className="min-w-0 flex-1">{c.name}</span>
        </li>
      ))}
    </ul>
  );
}

const Heading = ({ children }: { readonly children: string }) => (
  <h3 className="text-xs font-semibold text-muted">{children}</h3>
);

/** A rule whole: what it says of itself, its Sigma text, its cases. */
export function RuleDetail({ id }: { readonly id: string }) {
  const rule = useQuery({
    queryKey: ['rule', id],
    queryFn: ({ signal }) => api.get(path('/rules/{id}', { id }), { signal }),
    staleTime: Infinity,
  });
  if (rule.isPending) return <SkeletonLines lines={10} />;
  if (rule.isError) return <ErrorState error={rule.error} retry={() => void rule.refetch()} />;
  const r = rule.data;
  return (
    <div className="flex flex-col gap-5">
      <KeyValues
        items={[
          ['Level', <SeverityMark key="l" severity={r.level} word />],
          ['Status', r.status],
          [
            'Techniques',
            <span key="t" className="mono">
              {r.techniques.join(' ') || 'none named'}
            </span>,
          ],
          ['Tactics', r.tactics.join(', ') || 'none named'],
          ['Log source', [r.logsource.product, r.logsource.service, r.logsource.category].filter(Boolean).join(' / ')],
          ['Id', <Id key="i" id={r.id} />],
        ]}
      />
      <p className="text-sm whitespace-pre-line">{r.description}</p>
      {r.falsePositives.length > 0 && (
        <div className="flex flex-col gap-1">
          <Heading>What it may be instead</Heading>
          <ul className="list-disc pl-4 text-sm">
            {r.falsePositives.map((f) => (
              <li key={f}>{f}</li>
            ))}
          </ul>
        </div>
      )}
      <Link to="/findings" search={{ rule: r.id } as never} className="text-sm text-accent hover:underline">
        Findings of this rule
      </Link>
      <div className="flex flex-col gap-1">
        <Heading>Cases</Heading>
        <Cases cases={r.cases} />
      </div>
      <div className="flex flex-col gap-1">
        <span className="flex items-center gap-1">
          <Heading>Sigma</Heading>
          <CopyButton text={r.yaml} label="Copy the rule" />
        </span>
        <pre
          tabIndex={0}
          aria-label="The rule in Sigma"
          className="mono overflow-x-auto rounded-md border border-line bg-sunken p-3 leading-5"
        >
          {r.yaml}
        </pre>
      </div>
    </div>
  );
}
