import type { AnalystReport } from '../../contracts/agents.ts';
import { TechniqueId } from '../../contracts/common.ts';
import { clean, cut } from '../text.ts';
import type { ModelAnswer } from './model-schema.ts';
import { maxLevel } from './risk.ts';

const SUMMARY_MAX = 2000;
const REASONS_MAX = 24;
const TECHNIQUES_MAX = 32;
const STEPS_MAX = 12;
const TEXT_MAX = 280;
const AUTHOR_MAX = 80;

/**
 * The rules' report with what a model adds. Monotone: risk and severity are the greater of the two, techniques the union;
 * title, timeline and everything that the rules said stand as they are. A model that was talked into "all is well" changes nothing.
 */
export function mergeAnswer(report: AnalystReport, answer: ModelAnswer, model: string): AnalystReport {
  const author = clean(model, AUTHOR_MAX - 6) || 'model';
  const said = Number.isFinite(answer.risk) ? Math.max(0, Math.min(100, Math.round(answer.risk))) : 0;
  const risk = Math.max(report.risk, said);
  const why = clean(answer.reasons.find((r) => r.points > 0)?.text ?? '', TEXT_MAX - 60);
  const raised = risk - report.risk;
  const reasons =
    raised > 0
      ? [{ points: raised, text: cut(`The model rates it higher${why === '' ? '.' : `: ${why}`}`, TEXT_MAX) }]
      : [];
  const techniques = answer.techniques.filter((t) => TechniqueId.safeParse(t).success);
  const steps = answer.nextSteps.map((s) => clean(s, TEXT_MAX - 12)).filter((s) => s !== '');
  const summary = clean(answer.summary, SUMMARY_MAX);
  return {
    ...report,
    risk,
    severity: maxLevel(report.severity, answer.severity),
    summary: summary === '' ? report.summary : cut(`${report.summary}\n\nThe model adds: ${summary}`, SUMMARY_MAX),
    reasons: [...report.reasons.slice(0, REASONS_MAX - reasons.length), ...reasons],
    techniques: [...new Set([...report.techniques, ...techniques])].slice(0, TECHNIQUES_MAX),
    nextSteps: [...new Set([...report.nextSteps, ...steps.map((s) => `${s} (model)`)])].slice(0, STEPS_MAX),
    author: `rules+${author}`.slice(0, AUTHOR_MAX),
  };
}
