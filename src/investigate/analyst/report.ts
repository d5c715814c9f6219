import type { AnalystReport, InvestigationJob } from '../../contracts/agents.ts';
import type { Result } from '../../kit/result.ts';
import { analyse } from './analyse.ts';
import { mergeAnswer } from './merge.ts';
import type { Answered } from './model.ts';

export interface Model {
  readonly name: string;
  /** US dollars a million tokens, in and out */
  readonly usdPerMillion: { readonly input: number; readonly output: number };
  ask(job: InvestigationJob, report: AnalystReport): Promise<Result<Answered, string>>;
}

/** The analyst's report: by rules, raised by a model where there is one. A model's failure costs a line, never the report. */
export async function reportOn(job: InvestigationJob, model: Model | undefined): Promise<AnalystReport> {
  const report = analyse(job);
  if (!model || job.findings.length === 0) return report;
  if (job.model?.allowed === false)
    return { ...report, limits: [...report.limits, `The model was not used: ${job.model.reason}.`] };
  const answer = await model.ask(job, report);
  if (answer.ok) {
    const { inputTokens, outputTokens } = answer.value;
    // Dollars a million tokens are millionths of a dollar a token.
    const { input, output } = model.usdPerMillion;
    const usage = {
      tokens: inputTokens + outputTokens,
      microUsd: Math.ceil(inputTokens * input + outputTokens * output),
    };
    return { ...mergeAnswer(report, answer.value.answer, model.name), usage };
  }
  return { ...report, limits: [...report.limits, `The model was not used: ${answer.error}.`] };
}
