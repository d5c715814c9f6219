import type { AnalystReport } from '../../../../src/contracts/agents.ts';
import type { CustodyStatus, Proof } from '../../../../src/contracts/custody.ts';
import type { Finding } from '../../../../src/contracts/finding.ts';

/** An event of an incident's log as the API tells it. Its body is read with care: older releases wrote it too. */
export interface Logged {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly body: unknown;
}
export type EntryKind =
  | 'finding'
  | 'report'
  | 'decision'
  | 'approval'
  | 'containment'
  | 'release'
  | 'people'
  | 'failure'
  | 'machine';

export interface TimelineEntry {
  readonly id: string;
  /** When it happened, ms: an event's own time for a finding, the log's time for all else. */
  readonly at: number;
  readonly seq: number;
  readonly kind: EntryKind;
  readonly text: string;
  /** Who did it (`user:…`), where a person did. */
  readonly actor?: string;
  /** What a person wrote. */
  readonly quote?: string;
  readonly finding?: Finding;
  /** The record as it is kept. */
  readonly raw: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const count = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** `arn:aws:iam::1:user/ci` as `user/ci`: what a person reads in an ARN. */
export const shortTarget = (target: string): string =>
  target.startsWith('arn:') ? target.split(':').slice(5).join(':') || target : target;
/** `aws.iam.deactivate-access-key` as `deactivate access key`. */
export const actionWords = (action: string): string => (action.split('.').at(-1) ?? action).replaceAll('-', ' ');

/** `08:58:48`, and `11-20 08:58:48` on another day than `first`: the time of an entry (ms), in UTC. */
export function clockTime(at: number, first: number): string {
  const [day, time] = new Date(at).toISOString().split('T') as [string, string];
  const same = day === new Date(first).toISOString().slice(0, 10);
  return same ? time.slice(0, 8) : `${day.slice(5)} ${time.slice(0, 8)}`;
}

const PROOF: Record<Proof, string> = {
  none: 'nothing is proven yet',
  accepted: 'AWS said yes',
  configured: 'read back from AWS as expected',
  effective: 'its denial was observed',
  not_observed: 'read back as expected; nobody tried since, so its denial was not observed',
};
export const proofWords = (proof: Proof): string => PROOF[proof];

function custody(status: CustodyStatus): Pick<TimelineEntry, 'kind' | 'text'> {
  const what = `${actionWords(status.action)} on ${shortTarget(status.target)}`;
  const first = what.charAt(0).toUpperCase() + what.slice(1);
  switch (status.state) {
    case 'waiting':
    case 'applying':
      return { kind: 'machine', text: `${first}: under way` };
    case 'held':
      return { kind: 'containment', text: `${first}: in place, ${proofWords(status.proof)}` };
    case 'reverting':
      return { kind: 'machine', text: `${first}: being given back` };
    case 'released':
      return { kind: 'release', text: `${first}: given back as it was` };
    case 'gone':
      return { kind: 'release', text: `${first}: the target is gone, nothing to give back` };
    case 'contested':
      return { kind: 'failure', text: `${first}: somebody else changed it; nothing is overwritten` };
    case 'drifted':
      return { kind: 'failure', text: `${first}: the target changed since the plan; not carried out` };
    case 'failed':
      return { kind: 'failure', text: `${first}: failed` };
    case 'unknown':
      return { kind: 'failure', text: `${first}: nobody knows whether AWS carried it out; it is being looked up` };
    default:
      return { kind: 'machine', text: first };
  }
}

const OUTCOME: Record<string, string> = {
  permit: 'allowed at once',
  ask: 'for a person to decide',
  forbid: 'forbidden',
};

/** What an event says; undefined for a finding that is told by its own words. */
function tell(event: Logged, body: Fields): Pick<TimelineEntry, 'kind' | 'text' | 'actor' | 'quote'> {
  const actor = textOf(body['actor']);
  const reason = textOf(body['reason']);
  const by = { ...(actor === '' ? {} : { actor }), ...(reason === '' ? {} : { quote: reason }) };
  switch (event.type) {
    case 'analyst_reported': {
      const report = fieldsOf(body['report']);
      const author = textOf(report['author']);
      return {
        kind: 'report',
        text: `The analyst${author === '' || author === 'rules' ? '' : ` (${author})`} reported a risk of ${String(report['risk'])}`,
      };
    }
    case 'inspector_reported': {
      const report = fieldsOf(body['report']);
      return {
        kind: 'report',
        text: `The inspector looked at AWS: ${count(listOf(report['evidence']).length, 'piece')} of evidence, ${count(listOf(report['nodes']).length, 'entity').replace('entitys', 'entities')}`,
      };
    }
    case 'agent_failed':
      return {
        kind: 'failure',
        text: `The ${textOf(body['agent']) || 'agent'} could not do its job`,
        quote: textOf(body['error']),
      };
    case 'proposed':
      return {
        kind: 'machine',
        text: `Round ${String(body['revision'])} proposed ${count(listOf(body['drafts']).length, 'action')}`,
      };
    case 'previewed':
      return { kind: 'machine', text: `AWS was asked how ${count(listOf(body['previews']).length, 'target')} stand` };
    case 'decided': {
      const plans = listOf(body['plans']).map(fieldsOf);
      const outcomes = plans.map((p) => {
        const outcome = textOf(fieldsOf(p['decision'])['outcome']);
        return `${count(listOf(p['actions']).length, 'action')} ${OUTCOME[outcome] ?? outcome}`;
      });
      return { kind: 'decision', text: `The policy decided: ${outcomes.join('; ') || 'nothing to do'}` };
    }
    case 'approval_arrived':
      return { kind: 'approval', text: 'Decided on the plan', ...by };
    case 'permitted':
      return typeof body['glassBrokenBy'] === 'string'
        ? { kind: 'approval', text: 'Broke the glass: the plan goes on over its quorum', actor: body['glassBrokenBy'] }
        : { kind: 'approval', text: 'The gate gave leave for the plan' };
    case 'permit_refused':
      return { kind: 'approval', text: 'The gate gave no leave for the plan', quote: textOf(body['detail']) };
    case 'custody_reported':
      return fieldsOf(body['status'])['action'] === undefined
        ? { kind: 'machine', text: 'Custody reported' }
        : custody(body['status'] as CustodyStatus);
    case 'task_done':
      return { kind: 'approval', text: 'Said that a task is done by hand', quote: textOf(body['note']), ...by };
    case 'task_checked': {
      if (body['preview'] === undefined)
        return { kind: 'failure', text: 'AWS could not be read for the task', quote: textOf(body['error']) };
      const { alreadyDone, exists } = fieldsOf(body['preview']);
      // As the incident counts it (src/incident/on/tasks.ts): a target that is gone needs nothing done to it.
      const done = alreadyDone === true || exists === false;
      return { kind: 'machine', text: done ? 'AWS shows the task done' : 'AWS does not show the task done' };
    }
    case 'release_requested':
      return { kind: 'release', text: 'Asked to give back what is held', ...by };
    case 'close_requested':
      return {
        kind: 'people',
        text: `Closed it${body['resolution'] === undefined ? '' : ` as ${textOf(body['resolution']).replaceAll('_', ' ')}`}`,
        ...by,
      };
    case 'reopen_requested':
      return { kind: 'people', text: 'Opened it again', ...by };
    case 'commented':
      return { kind: 'people', text: 'Commented', ...by, quote: textOf(body['text']) };
    case 'assigned':
      return {
        kind: 'people',
        text: body['assignee'] === null ? 'Took the assignment off' : `Assigned it to ${textOf(body['assignee'])}`,
        ...by,
      };
    case 'acknowledged':
      return { kind: 'people', text: 'Acknowledged it', ...by };
    case 'merge_requested':
      return { kind: 'people', text: `Merged it into ${textOf(body['into'])}`, ...by };
    case 'merged':
      return { kind: 'people', text: `${textOf(body['into'])} took over its findings` };
    case 'absorbed':
      return {
        kind: 'people',
        text: `Took over ${textOf(body['incident'])} with ${count(Number(body['findings']), 'finding')}`,
        ...by,
      };
    case 'related':
      return { kind: 'machine', text: `Shares an entity with ${textOf(body['incident'])}` };
    case 'source_spoke': {
      const silent = Number(body['silent']);
      return {
        kind: 'report',
        text:
          silent > 0
            ? `A source speaks again, ${count(silent, 'other')} not yet`
            : 'What had fallen silent speaks again',
      };
    }
    case 'notified':
      return {
        kind: 'machine',
        text:
          body['delivered'] === true
            ? `A notice went out by ${textOf(body['channel'])}`
            : `A notice by ${textOf(body['channel'])} was not delivered`,
      };
    case 'effect_failed':
      return { kind: 'failure', text: `Could not be done: ${textOf(body['kind'])}`, quote: textOf(body['error']) };
    case 'timer_fired':
      return { kind: 'machine', text: 'A timer was due' };
    default:
      return { kind: 'machine', text: event.type.replaceAll('_', ' ') };
  }
}

/**
 * The story of an incident: its log's events, findings at the time of what they saw and in the analyst's words where it found
 * some. What custody says twice alike is told once. In order of time, then of the log.
 */
export function timelineOf(events: readonly Logged[], analyst?: Pick<AnalystReport, 'timeline'>): TimelineEntry[] {
  const words = new Map(
    (analyst?.timeline ?? []).flatMap((t) => (t.finding === undefined ? [] : [[t.finding, t.text]])),
  );
  const entries: TimelineEntry[] = [];
  const lastOf = new Map<string, string>();
  for (const event of events) {
    const body = fieldsOf(event.body);
    const base = { id: event.id, at: event.at, seq: event.seq };
    if (event.type === 'finding_added') {
      const finding = body['finding'] as Finding | undefined;
      if (finding !== undefined)
        entries.push({
          ...base,
          at: finding.time,
          kind: 'finding',
          text: words.get(finding.id) ?? finding.title,
          finding,
          raw: finding.evidence,
        });
      continue;
    }
    if (event.type === 'custody_reported') {
      const { opId, state, proof } = fieldsOf(body['status']);
      const now = `${String(state)} ${String(proof)}`;
      if (lastOf.get(String(opId)) === now) continue;
      lastOf.set(String(opId), now);
    }
    const { quote, ...told } = tell(event, body);
    entries.push({ ...base, ...told, ...(quote === undefined || quote === '' ? {} : { quote }), raw: event.body });
  }
  for (const [i, t] of (analyst?.timeline ?? []).entries())
    if (t.finding === undefined)
      entries.push({ id: `analyst-${i}`, at: t.at, seq: -1, kind: 'report', text: t.text, raw: t });
  return entries.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
}
