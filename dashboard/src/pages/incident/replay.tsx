import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PhaseChip, RiskBar } from '../../ui/phase.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Exact } from '../../ui/time.tsx';
import { useNameOf, useReplay } from './queries.ts';
import { stateOf } from './state-words.ts';
import { actionWords } from './timeline.ts';

/** How the incident stood after each of its events. */
export function Replay({ incident }: { readonly incident: string }) {
  const [wanted, setWanted] = useState(false);
  const [at, setAt] = useState(0);
  const replay = useReplay(incident, wanted);
  const nameOf = useNameOf();
  const steps = replay.data?.steps ?? [];
  const index = Math.min(at, Math.max(0, steps.length - 1));
  const step = steps[index];
  if (!wanted)
    return (
      <Panel title="Replay">
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-60 text-sm text-muted">
            Each event again, with what it made of the incident, and whether today’s release would decide the same.
          </p>
          <Button onClick={() => setWanted(true)}>Replay</Button>
        </div>
      </Panel>
    );
  if (replay.isError) return <ErrorState error={replay.error} retry={() => void replay.refetch()} />;
  if (step === undefined)
    return (
      <Panel title="Replay">
        {replay.isPending ? (
          <Skeleton className="h-44" />
        ) : (
          <p className="text-sm text-muted">The log holds no event.</p>
        )}
      </Panel>
    );
  const divergence = replay.data?.divergence ?? null;
  return (
    <Panel
      title="Replay"
      aside={
        divergence === null ? (
          <Badge tone="ok">today’s release decides the same</Badge>
        ) : (
          <Badge tone="warn">parts from what was decided at event {divergence}</Badge>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-center gap-2">
          <Button size="sm" disabled={index === 0} onClick={() => setAt(index - 1)}>
            Previous
          </Button>
          <input
            type="range"
            aria-label="Step"
            aria-valuetext={`${index + 1} of ${steps.length}: ${step.text}`}
            min={0}
            max={steps.length - 1}
            value={index}
            onChange={(event) => setAt(Number(event.target.value))}
            className="h-6 min-w-0 flex-1 accent-accent"
          />
          <Button size="sm" disabled={index === steps.length - 1} onClick={() => setAt(index + 1)}>
            Next
          </Button>
        </div>
        <div aria-live="polite" className="min-h-28">
          <p className="text-sm font-medium wrap-anywhere">
            {step.text}
            {step.actor !== undefined && <span className="font-normal text-muted"> · {nameOf(step.actor)}</span>}
          </p>
          <p className="text-xs text-muted">
            {index + 1} of {steps.length} · <Exact at={step.at} />
          </p>
          <div className="mt-2 flex flex-wrap items-center gap-4 text-xs text-muted">
            <PhaseChip phase={step.phase} />
            <RiskBar risk={step.risk} />
            <span>
              {step.findings} {step.findings === 1 ? 'finding' : 'findings'}
            </span>
            {step.effects.length > 0 && <span>then: {step.effects.map((e) => e.replaceAll('_', ' ')).join(', ')}</span>}
          </div>
          <ul className="mt-2 flex flex-col gap-1">
            {step.actions.map((a) => {
              const [word, tone] = stateOf(a.state);
              return (
                <li key={a.opId} className="flex items-center gap-2 text-xs">
                  <Badge tone={tone}>{word}</Badge>
                  {actionWords(a.action)}
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    </Panel>
  );
}
