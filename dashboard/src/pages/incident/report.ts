import type { Comment, IncidentProjection } from '../../../../src/contracts/incident.ts';
import type { Investigation } from './queries.ts';
import { actionWords, proofWords, timelineOf, type Logged } from './timeline.ts';

export interface Report {
  readonly incident: IncidentProjection;
  readonly investigation: Investigation;
  readonly events: readonly Logged[];
  readonly comments: readonly Comment[];
}

/** Text of others in a Markdown document: nothing in it is markup, and it stays on its line. */
export const escapeMarkdown = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()<>#+\-.!|~&]/g, (c) => `\\${c}`);

const time = (at: number): string => new Date(at).toISOString();
const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? `${none}\n` : `${items.map((i) => `- ${i}`).join('\n')}\n`;

/** A report on an incident for people, in Markdown. `now`: when it is written, ms. */
export function markdownOf({ incident: i, investigation: v, events, comments }: Report, now: number): string {
  const e = escapeMarkdown;
  const analyst = v.analyst;
  return [
    `# ${e(i.title)}\n`,
    `${i.id} · ${i.severity} · risk ${i.risk} of 100 · phase ${i.phase} · opened ${time(i.openedAt)}${i.closedAt === undefined ? '' : ` · closed ${time(i.closedAt)}`}\n`,
    '## Summary\n',
    analyst === undefined ? 'No analyst report.\n' : `${e(analyst.summary)}\n\nWritten by ${e(analyst.author)}.\n`,
    '## Why this risk\n',
    list(
      (analyst?.reasons ?? []).map((r) => `${r.points > 0 ? '+' : ''}${r.points} ${e(r.text)}`),
      'No reasons given.',
    ),
    '## What was not looked at\n',
    list(
      [...(analyst?.limits ?? []), ...(v.inspector?.limits ?? []), ...v.limits].map(e),
      'Nothing was reported as left out.',
    ),
    '## Actions\n',
    list(
      v.actions.map(
        (a) =>
          `${e(actionWords(a.spec.action))} on ${e(a.spec.target)}: ${a.state}, ${proofWords(a.status?.proof ?? 'none')}`,
      ),
      'None.',
    ),
    '## Timeline\n',
    list(
      timelineOf(events, analyst)
        .filter((t) => t.kind !== 'machine')
        .map(
          (t) =>
            `${time(t.at)} ${e(t.text)}${t.actor === undefined ? '' : ` (${e(t.actor)})`}${t.quote === undefined ? '' : `: ${e(t.quote)}`}`,
        ),
      'Nothing happened.',
    ),
    '## Next steps\n',
    list((analyst?.nextSteps ?? []).map(e), 'None given.'),
    '## Discussion\n',
    list(
      comments.map((c) => `${time(c.at)} ${e(c.actor)}: ${e(c.text)}`),
      'Nobody commented.',
    ),
    `Written ${time(now)}. The audit bundle proves what was done; this report only tells it.\n`,
  ].join('\n');
}
