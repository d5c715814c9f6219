import { JOB_MAX_FINDINGS, type AnalystReport } from '../../contracts/agents.ts';
import type { Finding } from '../../contracts/finding.ts';
import { operationName, operationOf } from '../operations.ts';
import { actorOf, inOrder, nameOf } from '../subjects.ts';
import { clean, cut } from '../text.ts';

const LINE_MAX = 300;

/** One sentence of ours a finding, in the order of what happened. Names out of events stand in it as data, cleaned and cut. */
export function timelineOf(findings: readonly Finding[]): AnalystReport['timeline'] {
  return inOrder(findings)
    .slice(0, JOB_MAX_FINDINGS)
    .map((f) => ({ at: f.time, text: cut(sentenceOf(f), LINE_MAX), finding: f.id }));
}

function sentenceOf(f: Finding): string {
  const actor = actorOf(f);
  const who = actor ? nameOf(actor) : 'Someone';
  const source = f.entities.find((e) => e.type === 'ip' && e !== actor);
  const from = source ? ` from ${nameOf(source)}` : '';
  const where = f.region === undefined ? '' : ` in ${clean(f.region, 32)}`;
  const why = ` — ${clean(f.rule.title, 100)}`;
  const name = operationName(f);
  if (f.kind === 'vendor' || name === undefined)
    return `${clean(f.source, 40)} reported: ${clean(f.title, 140)}${actor ? ` (${who})` : ''}${where}`;
  const targets = f.entities.filter((e) => e.role === 'target' && e !== actor);
  const target = targets[0]
    ? ` ${nameOf(targets[0])}${targets.length > 1 ? ` and ${targets.length - 1} more` : ''}`
    : '';
  const known = operationOf(f);
  const did =
    known && target !== '' ? `${known.verb}${target}` : `called ${name}${target === '' ? '' : ` on${target}`}`;
  if (f.outcome === 'failure')
    return `${who} tried ${name}${target === '' ? '' : ` on${target}`}${from}${where} and was refused${why}`;
  return `${who} ${did}${from}${where}${why}`;
}
