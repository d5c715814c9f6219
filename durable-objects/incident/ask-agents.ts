import { JOB_MAX_FINDINGS, type InvestigationJob } from '../../src/contracts/agents.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { EffectBody } from '../../src/incident/effects.ts';
import { FINDINGS_JOB_BYTES, fitFindings } from '../../src/incident/job.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { mayAsk } from '../agent-breakers/api.ts';
import type { IncidentEnv } from './deps.ts';

export interface NotAsked {
  readonly agent: 'analyst' | 'inspector';
  readonly error: string;
}

/** Whether the analyst may use its language model now. A gate that does not say is a no: the rules serve. */
async function modelLeave(env: IncidentEnv, org: string): Promise<NonNullable<InvestigationJob['model']>> {
  try {
    const answer = await env.DECISIONS.agentLeave({ v: 1, org, agent: 'analyst' });
    if (!answer.ok) return { allowed: false, reason: 'its budget could not be asked for' };
    return { allowed: answer.value.model, reason: answer.value.reason };
  } catch {
    return { allowed: false, reason: 'its budget could not be asked for' };
  }
}

/**
 * Sends the round's job to the agents whose circuit is closed (or half open, one trial at a time), and says who was not
 * asked: the round goes on without them at once instead of waiting for their time-out.
 */
export async function askAgents(
  env: IncidentEnv,
  state: IncidentState,
  body: Extract<EffectBody, { kind: 'investigate' }>,
  findings: (limit: number) => Finding[],
): Promise<NotAsked[]> {
  const kept = fitFindings(findings(JOB_MAX_FINDINGS), FINDINGS_JOB_BYTES);
  const job = { ...body.job, findings: kept, omitted: state.findingCount - kept.length };
  const [analyst, inspector, model] = await Promise.all([
    mayAsk(env.BREAKERS, state.org, 'analyst'),
    mayAsk(env.BREAKERS, state.org, 'inspector'),
    modelLeave(env, state.org),
  ]);
  await Promise.all([
    ...(analyst ? [env.ANALYST.send({ ...job, model })] : []),
    ...(inspector ? [env.INSPECTOR.send(job)] : []),
  ]);
  const error = 'not asked: its circuit is open after failures in a row';
  return [
    ...(analyst ? [] : [{ agent: 'analyst' as const, error }]),
    ...(inspector ? [] : [{ agent: 'inspector' as const, error }]),
  ];
}
