import type { NotifiedPlan, NotifyJob } from '../../contracts/agents.ts';
import { SLACK_ACTIONS, writeButtonValue } from '../../contracts/slack.ts';
import { AS_IT_IS, escapeSlack, HEADER_MAX, oneLine, plainText, TEXT_MAX } from '../../kit/slack.ts';
import { HEADLINE } from '../headline.ts';
import type { Board, BoardPlan } from './fold.ts';

/** A message as `chat.postMessage` and `chat.update` take it, without where it goes. */
export interface BoardMessage {
  /** `incident`, or `plan:<id>` */
  readonly key: string;
  readonly content: { readonly text: string; readonly blocks: readonly unknown[] };
}

/** Label of a button, characters: docs.slack.dev/reference/block-kit/block-elements/button-element */
const LABEL_MAX = 75;
const FIELD_MAX = 200;
/** Plans told of in the incident's own message: the others are in its thread. */
const PLANS_SHOWN = 10;

const section = (text: string) => ({ type: 'section', text: plainText(text, TEXT_MAX) });
const fields = (all: readonly string[]) => ({ type: 'section', fields: all.map((f) => plainText(f, FIELD_MAX)) });
const button = (label: string, more: Record<string, unknown>) => ({
  type: 'button',
  text: plainText(label, LABEL_MAX),
  ...more,
});
const openButton = (link: string) => button('Open in the dashboard', { action_id: SLACK_ACTIONS.open, url: link });
const lines = (all: readonly string[]): string => all.map((l) => `• ${oneLine(l)}`).join('\n');
const when = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const content = (text: string, blocks: readonly unknown[]) => ({
  text: escapeSlack(text, TEXT_MAX),
  blocks,
  ...AS_IT_IS,
});

const stateOf = ({ plan, state, by }: BoardPlan): string => {
  if (state === 'asking') return `${plan.id}: waits for ${peopleFor(plan)}`;
  return `${plan.id}: ${state}${by.length === 0 ? '' : ` by ${by.map(oneLine).join(', ')}`}`;
};

/** One message an incident, brought up to date in place. `link`: the incident in the dashboard. */
export function incidentMessage({ newest: m, plans }: Board, link: string | null): BoardMessage {
  const title = oneLine(m.title);
  const controls = (m.controls ?? []).map((c) => `${c.action} on ${c.target}: ${c.state}`);
  return {
    key: 'incident',
    content: content(`${title} (${m.severity}, risk ${m.risk}, ${m.phase})`, [
      { type: 'header', text: plainText(title, HEADER_MAX) },
      fields([
        `Severity: ${m.severity}`,
        `Risk: ${m.risk} of 100`,
        `Phase: ${oneLine(m.phase)}`,
        `Incident: ${m.incident}`,
      ]),
      section(`${HEADLINE[m.event]}${m.lines.length === 0 ? '' : `\n${lines(m.lines)}`}`),
      ...(controls.length === 0 ? [] : [section(`Controls\n${lines(controls)}`)]),
      ...(plans.length === 0 ? [] : [section(`Plans\n${lines(plans.slice(-PLANS_SHOWN).map(stateOf))}`)]),
      ...(link === null ? [] : [{ type: 'actions', elements: [openButton(link)] }]),
      { type: 'context', elements: [plainText(`${m.org} · ${when(m.at)}`, FIELD_MAX)] },
    ]),
  };
}

function peopleFor(plan: NotifiedPlan): string {
  const who = plan.approverRole === 'admin' ? 'admin' : 'person';
  const given = plan.approvalsGiven === undefined ? '' : ` (${plan.approvalsGiven} so far)`;
  return plan.approvalsNeeded <= 1
    ? `one ${who}`
    : `${plan.approvalsNeeded} ${who === 'admin' ? 'admins' : 'people'}${given}`;
}

const actionLines = (plan: NotifiedPlan): string =>
  plan.actions
    .flatMap((a) => [`• ${oneLine(a.action)} on ${oneLine(a.target)}`, ...a.changes.map((c) => `    ${oneLine(c)}`)])
    .join('\n');

/** Asked twice, since a press is a person's word on what changes in AWS. docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
const confirm = (plan: NotifiedPlan) => ({
  title: plainText('Approve this plan?', 100),
  text: plainText(`${plan.id}: ${plan.actions.map((a) => `${a.action} on ${oneLine(a.target)}`).join('; ')}`, 300),
  confirm: plainText('Approve', 30),
  deny: plainText('Not now', 30),
});

function buttonsOf(plan: NotifiedPlan, link: string | null): unknown[] {
  const value = writeButtonValue({ plan: plan.id, digest: plan.digest });
  return [
    // What cannot be taken back is not approved in a chat; the gate refuses it, too.
    ...(plan.reversible
      ? [button('Approve', { action_id: SLACK_ACTIONS.approve, value, style: 'primary', confirm: confirm(plan) })]
      : []),
    button('Deny', { action_id: SLACK_ACTIONS.deny, value, style: 'danger' }),
    ...(link === null ? [] : [openButton(link)]),
  ];
}

/** What people are asked, in the incident's thread; without a live button once it is decided. */
export function planMessage(of: BoardPlan, link: string | null): BoardMessage {
  const { plan, state } = of;
  const asking = state === 'asking';
  const headline = asking ? `Approval needed from ${peopleFor(plan)}` : `Plan ${stateOf(of)}`;
  const how =
    plan.strategy === 'scheduled' && plan.opensAt !== undefined
      ? `in its maintenance window from ${when(plan.opensAt)}`
      : plan.strategy === 'compensating'
        ? 'in the place of what the policy forbids'
        : 'at once';
  return {
    key: `plan:${plan.id}`,
    content: content(headline, [
      section(headline),
      section(actionLines(plan) || plan.id),
      ...(asking
        ? [
            section(
              `Carried out ${how}. ${plan.reversible ? 'All of it can be taken back.' : 'Not all of it can be taken back: approve it in the dashboard.'}`,
            ),
            { type: 'actions', elements: buttonsOf(plan, link) },
          ]
        : []),
      {
        type: 'context',
        elements: [plainText(`${plan.id} · ${asking ? `asked until ${when(plan.expiresAt)}` : state}`, FIELD_MAX)],
      },
    ]),
  };
}

/** What is said in the thread beside the messages that are kept up to date; the others of a notice say it all. */
const SPOKEN: ReadonlySet<NotifyJob['event']> = new Set([
  'acknowledged',
  'approval_escalated',
  'glass_broken',
  'task',
  'contained',
  'drifted',
  'released',
  'escalated',
  'merged',
  'closed',
]);
/** What nobody may miss: shown in the channel as well as in the thread. */
const LOUD: ReadonlySet<NotifyJob['event']> = new Set(['approval_escalated', 'glass_broken']);

export const isSpoken = (m: NotifyJob): boolean => SPOKEN.has(m.event);

const noteLines = (m: NotifyJob): string => {
  const commands = (m.plan?.actions ?? []).flatMap((a) => a.commands.map((c) => `    ${oneLine(c)}`));
  return [HEADLINE[m.event], ...m.lines.map((l) => `• ${oneLine(l)}`), ...commands].join('\n');
};

/** Several notices that came together as one message of the thread: never a flood. At least one. */
export function noteMessage(notes: readonly NotifyJob[]) {
  const text = notes.map(noteLines).join('\n');
  return {
    ...content(text, [section(text)]),
    ...(notes.some((m) => LOUD.has(m.event)) ? { reply_broadcast: true } : {}),
  };
}

/** The messages that are kept up to date, in the order in which they are posted. */
export const messagesOf = (board: Board, link: string | null): BoardMessage[] => [
  incidentMessage(board, link),
  ...board.plans.map((p) => planMessage(p, link)),
];
