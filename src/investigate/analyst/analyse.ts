import type { AnalystReport, InvestigationJob } from '../../contracts/agents.ts';
import type { Finding } from '../../contracts/finding.ts';
import { actorOf, inOrder, isLongTermKey, leadingKey, nameOf } from '../subjects.ts';
import { clean, cut } from '../text.ts';
import { nextStepsOf } from './next-steps.ts';
import { riskOf, severityOf } from './risk.ts';
import { timelineOf } from './timeline.ts';
import { titleOf } from './title.ts';

const SUMMARY_MAX = 2000;
const TECHNIQUES_MAX = 32;

/** The report by rules alone: the same job gives the same report, byte for byte. Fits the contract's limits whatever the job holds. */
export function analyse(job: InvestigationJob): AnalystReport {
  const { findings } = job;
  const { risk, reasons } = riskOf(findings);
  const limits: string[] = [];
  if (job.omitted > 0)
    limits.push(`${job.omitted} further findings of this incident were not in the job and not looked at.`);
  if (findings.length === 0) limits.push('The job held no findings.');
  return {
    title: titleOf(findings),
    summary: summaryOf(findings),
    severity: severityOf(findings, risk),
    risk,
    reasons,
    techniques: techniquesOf(findings),
    timeline: timelineOf(findings),
    nextSteps: nextStepsOf(findings),
    author: 'rules',
    limits,
  };
}

/** ATT&CK techniques in the order in which they were first seen. */
function techniquesOf(findings: readonly Finding[]): string[] {
  return [...new Set(inOrder(findings).flatMap((f) => f.techniques))].slice(0, TECHNIQUES_MAX);
}

const utc = (ms: number): string =>
  ms > MAX_DATE_MS ? 'an unknown time' : new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
/** Beyond this a Date has no text (ECMA-262 §21.4.1.1). */
const MAX_DATE_MS = 8.64e15;

function summaryOf(findings: readonly Finding[]): string {
  const ordered = inOrder(findings);
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (!first || !last) return 'No finding was given.';
  const unique = (values: (string | undefined)[]) => [...new Set(values.filter((v) => v !== undefined))];
  const few = (values: readonly string[], of: number) =>
    values.length > of ? `${values.slice(0, of).join(', ')} and ${values.length - of} more` : values.join(', ');
  const accounts = unique(ordered.map((f) => f.account && clean(f.account, 64)));
  const regions = unique(ordered.map((f) => f.region && clean(f.region, 32)));
  const actors = unique(ordered.map((f) => actorOf(f) && nameOf(actorOf(f)!)));
  const addresses = unique(ordered.flatMap((f) => f.entities.filter((e) => e.type === 'ip').map(nameOf)));
  const refused = ordered.filter((f) => f.outcome === 'failure').length;
  const key = leadingKey(ordered);
  const sentences = [
    `${ordered.length} ${ordered.length === 1 ? 'finding' : 'findings'} between ${utc(first.time)} and ${utc(last.time)} UTC` +
      `${accounts.length > 0 ? ` in ${accounts.length === 1 ? 'account' : 'accounts'} ${few(accounts, 3)}` : ''}${regions.length > 0 ? ` (${few(regions, 5)})` : ''}.`,
    actors.length > 0 ? `Acting: ${few(actors, 5)}${addresses.length > 0 ? `, from ${few(addresses, 5)}` : ''}.` : '',
    key && isLongTermKey(key.id) ? `The attack runs on the long-term access key ${key.id} of ${nameOf(key)}.` : '',
    refused > 0 ? `${refused} of the calls ${refused === 1 ? 'was' : 'were'} refused.` : '',
  ];
  return cut(sentences.filter((s) => s !== '').join(' '), SUMMARY_MAX);
}
