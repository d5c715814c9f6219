import { Link, useParams } from '@tanstack/react-router';
import { useTitle } from '../../lib/use-title.ts';
import { Badge } from '../../ui/badge.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { About, Cases, SigmaText } from './about.tsx';
import { levelInForce, useRule } from './data.ts';
import { KeptBack } from './kept-back.tsx';
import { lastList } from './last-list.ts';
import { RuleActions } from './rule-actions.tsx';
import { Matches, Standing } from './standing.tsx';
import { StateMark } from './state-badge.tsx';
import { Versions } from './versions.tsx';

/** The way back, to the list as it was left. */
export const ToRules = () => (
  <Link
    to="/rules"
    search={lastList() as never}
    className="inline-flex min-h-6 items-center text-xs text-muted hover:text-ink hover:underline"
  >
    ← Rules
  </Link>
);

function RuleView({ id }: { readonly id: string }) {
  const rule = useRule(id);
  const r = rule.data;
  useTitle(r?.title ?? 'Rule');
  if (r === undefined)
    return (
      <div className="px-4 py-3 sm:px-6">
        <ToRules />
        {rule.isError ? (
          <>
            <h1 className="sr-only">Rule</h1>
            <ErrorState error={rule.error} retry={() => void rule.refetch()} />
          </>
        ) : (
          <div role="status" aria-label="Loading" className="flex flex-col gap-4 py-2">
            <Skeleton className="h-6 w-2/5" />
            <Skeleton className="h-4 w-1/4" />
            <Skeleton className="mt-4 h-56" />
            <Skeleton className="h-72" />
          </div>
        )}
      </div>
    );
  return (
    <>
      <header className="flex flex-col gap-1 border-b border-line px-4 pb-3 pt-2 sm:px-6">
        <ToRules />
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1.5">
            <h1 className="text-lg font-semibold text-balance wrap-anywhere">{r.title}</h1>
            <div className="flex flex-wrap items-center gap-2">
              <SeverityMark severity={levelInForce(r)} word />
              <StateMark state={r.state} />
              {r.origin === 'own' && <Badge tone="accent">own</Badge>}
              {r.kind === 'correlation' && <Badge>correlation</Badge>}
              {r.tuning !== null && <Badge tone="warn">tuned</Badge>}
            </div>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <RuleActions rule={r} />
          </div>
        </div>
      </header>
      <div className="grid items-start gap-4 px-4 pb-10 pt-4 sm:px-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-4 xl:order-2">
          <Standing rule={r} />
          <Matches rule={r} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <About rule={r} />
          <SigmaText rule={r} />
          {r.origin === 'own' ? <Versions rule={r} /> : <Cases rule={r} />}
          <KeptBack id={r.id} />
        </div>
      </div>
    </>
  );
}

/** One rule: what it sees, how it stands, what it found and what was kept back of it. */
export function RulePage() {
  const { id } = useParams({ from: '/shell/rules/$id' });
  return <RuleView key={id} id={id} />;
}
