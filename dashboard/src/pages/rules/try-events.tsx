import { useState } from 'react';
import { api, type Answer } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, Textarea } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { eventsOf } from './events.ts';

type Matches = Answer<'post', '/rules/test'>['matches'];
interface Outcome {
  readonly of: number;
  readonly matches: Matches;
  /** The text that it is about */
  readonly text: string;
}

/** Formats whose log source we know; of any other the log source is not heeded. */
const SOURCES = [
  ['', 'Any: log sources are not heeded'],
  ['aws.cloudtrail', 'AWS CloudTrail'],
  ['aws.guardduty', 'AWS GuardDuty'],
  ['aws.securityhub', 'AWS Security Hub'],
  ['aws.vpcflow', 'AWS VPC flow logs'],
  ['vedette.event', 'Events of your own'],
] as const;

function Result({ outcome: { of, matches }, stale }: { readonly outcome: Outcome; readonly stale: boolean }) {
  const hit = new Set(matches.map((m) => m.event));
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-sm font-medium">
        {of === 1
          ? hit.size === 1
            ? 'The event matches.'
            : 'The event does not match.'
          : `${hit.size} of ${of} events match.`}
        {stale && <span className="font-normal text-muted"> The text has changed since; try again.</span>}
      </p>
      <ul className="flex flex-col gap-2">
        {matches.map((m) => (
          <li key={`${m.event} ${m.rule}`} className="rounded-md border border-line px-3 py-2 text-sm">
            <p className="flex items-center gap-2">
              <Badge tone="danger">event {m.event + 1}</Badge>
              <SeverityMark severity={m.level} />
              <span className="min-w-0 flex-1 truncate" title={m.title}>
                {m.title}
              </span>
            </p>
            {m.fields.length > 0 && (
              <dl className="mt-1.5 flex flex-col gap-0.5 text-xs">
                {m.fields.map((f) => (
                  <div key={`${f.field} ${f.value}`} className="flex gap-2">
                    <dt className="mono shrink-0 text-muted">{f.field}</dt>
                    <dd className="mono min-w-0 wrap-anywhere">{f.value}</dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Tries the text on events that are pasted: which match, and by which fields. Nothing is kept. */
export function TryEvents({ text, faulty }: { readonly text: string; readonly faulty: boolean }) {
  const [pasted, setPasted] = useState('');
  const [source, setSource] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const run = async (): Promise<void> => {
    const read = eventsOf(pasted);
    setFault(read.ok ? undefined : read.fault);
    if (!read.ok) return;
    setBusy(true);
    try {
      const answer = await api.post('/rules/test', {
        text,
        events: [...read.events],
        ...(source === '' ? {} : { source }),
      });
      const [wrong] = answer.errors;
      setFault(wrong === undefined ? undefined : `The rule has a fault in line ${wrong.line}: ${wrong.message}`);
      setOutcome(wrong === undefined ? { of: read.events.length, matches: answer.matches, text } : undefined);
    } catch (e) {
      setFault(asApiError(e).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Try it on events">
      <div className="flex flex-col gap-3">
        <Textarea
          label="Events"
          rows={5}
          className="mono text-xs"
          value={pasted}
          spellCheck={false}
          placeholder='{"eventName": "CreateAccessKey", …}'
          hint="Raw records as their sender writes them: one JSON object a line, or an array."
          onChange={(e) => setPasted(e.target.value)}
          error={fault}
        />
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-48">
            <Select
              label="They come from"
              value={source}
              onChange={(e) => setSource(e.target.value)}
              options={SOURCES}
            />
          </div>
          <Button busy={busy} disabled={faulty || pasted.trim() === ''} onClick={() => void run()}>
            Try
          </Button>
        </div>
        {outcome !== undefined && <Result outcome={outcome} stale={outcome.text !== text} />}
      </div>
    </Panel>
  );
}
