import type { AnalystReport, InvestigationJob } from '../../contracts/agents.ts';
import type { Result } from '../../kit/result.ts';
import { analyse } from './analyse.ts';
import { mergeAnswer } from './merge.ts';
import type { ModelAnswer } from './model-schema.ts';

export interface Model {
  readonly name: string;
  ask(job: InvestigationJob, report: AnalystReport): Promise<Result<ModelAnswer, string>>;
}

/** The analyst's report: by rules, raised by a model where there is one. A model's failure costs a line, never the report. */
export async function reportOn(job: InvestigationJob, model: Model | undefined): Promise<AnalystReport> {
  const report = analyse(job);
  if (!model || job.findings.length === 0) return report;
  const answer = await model.ask(job, report);
  if (answer.ok) return mergeAnswer(report, answer.value, model.name);
  return { ...report, limits: [...report.limits, `The model was not used: ${answer.error}.`] };
}
