import { useParams } from '@tanstack/react-router';
import { useTitle } from '../../lib/use-title.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Actions } from './actions.tsx';
import { Audit } from './audit.tsx';
import { Discussion } from './discussion.tsx';
import { Facts } from './facts.tsx';
import { Graph } from './graph-view.tsx';
import { IncidentHeader } from './header.tsx';
import { Plans } from './plan.tsx';
import { useIncident } from './queries.ts';
import { Replay } from './replay.tsx';
import { Section, SectionMenu } from './sections.tsx';
import { Summary } from './summary.tsx';
import { Tasks } from './tasks.tsx';
import { Timeline } from './timeline-view.tsx';
import { useActs } from './use-acts.ts';

const Waiting = () => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-4 px-4 py-4 sm:px-6">
    <Skeleton className="h-6 w-2/5" />
    <Skeleton className="h-4 w-1/4" />
    <Skeleton className="mt-6 h-56" />
    <Skeleton className="h-72" />
  </div>
);

function Incident({ id }: { readonly id: string }) {
  const { data: incident, error, isError, refetch } = useIncident(id);
  const act = useActs(id);
  useTitle(incident?.title ?? 'Incident');
  if (incident === undefined)
    return isError ? (
      <>
        <h1 className="sr-only">Incident</h1>
        <ErrorState error={error} retry={() => void refetch()} />
      </>
    ) : (
      <Waiting />
    );
  return (
    <>
      <IncidentHeader incident={incident} act={act} />
      <SectionMenu />
      <div className="grid items-start gap-4 px-4 pb-10 pt-4 sm:px-6 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Section id="summary">
            <Summary incident={incident} />
          </Section>
          <Section id="plan">
            <Plans incident={id} waits={incident.phase === 'await_approval'} />
          </Section>
          <Section id="actions">
            <div className="flex flex-col gap-4">
              <Tasks incident={id} actions={incident.actions} />
              <Actions incident={id} actions={incident.actions} act={act} />
            </div>
          </Section>
          <Section id="timeline">
            <Timeline incident={id} />
          </Section>
          <Section id="entities">
            <Graph incident={id} />
          </Section>
          <Section id="replay">
            <Replay incident={id} />
          </Section>
          <Section id="audit">
            <Audit incident={id} />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-[52px]">
          <Section id="about">
            <Facts incident={incident} act={act} />
          </Section>
          <Section id="discussion">
            <Discussion incident={id} act={act} />
          </Section>
        </div>
      </div>
    </>
  );
}

/** One incident: what happened, what is to be done, what was done, and the proof of it. */
export function IncidentPage() {
  const { id } = useParams({ from: '/shell/incidents/$id' });
  // Another incident begins anew: no draft, no choice of the one before.
  return <Incident key={id} id={id} />;
}
