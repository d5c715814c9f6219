import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { asApiError } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { HuntBar } from './hunt-bar.tsx';
import { HuntMark } from './hunt-mark.tsx';
import { countWords, isOver } from './hunt-ranges.ts';
import { startHunt, useHunt } from './hunts-data.ts';

const DAY_MS = 86_400_000;
const SAMPLES = 5;

/** Tries the text on what came in the last 24 hours: a hunt that makes no finding. */
export function TryArchive({ text, faulty }: { readonly text: string; readonly faulty: boolean }) {
  const [id, setId] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const hunt = useHunt(id).data;
  const run = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const now = Date.now();
      setId((await startHunt({ what: { kind: 'text', text }, from: now - DAY_MS, to: now })).id);
    } catch (e) {
      setFault(asApiError(e).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Try it on the last 24 hours">
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-muted">Hunts through what was really sent. Matches are shown, no finding is made.</p>
        <div>
          <Button
            busy={busy || (hunt !== undefined && !isOver(hunt.state))}
            disabled={faulty}
            onClick={() => void run()}
          >
            Hunt
          </Button>
        </div>
        {fault !== undefined && (
          <p role="alert" className="text-xs text-danger wrap-anywhere">
            {fault}
          </p>
        )}
        {hunt !== undefined && (
          <div className="flex flex-col gap-3">
            <p role="status" className="flex flex-wrap items-center gap-2">
              <HuntMark state={hunt.state} />
              <span>
                {countWords(hunt.matches, 'match', 'matches')} in {countWords(hunt.events, 'event', 'events')}
              </span>
              <Link
                to="/rules"
                search={{ tab: 'hunts', hunt: hunt.id } as never}
                className="ml-auto inline-flex min-h-6 items-center text-xs text-accent hover:underline"
              >
                Open the hunt
              </Link>
            </p>
            <HuntBar hunt={hunt} />
            <ul className="flex flex-col gap-1 text-xs">
              {hunt.samples.slice(0, SAMPLES).map((m) => (
                <li key={`${m.eventId} ${m.delivery}`} className="flex items-baseline gap-3">
                  <span className="mono min-w-0 flex-1 truncate" title={m.principal ?? m.eventId}>
                    {m.principal ?? m.eventId}
                  </span>
                  <Time at={m.time} className="text-muted" />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
