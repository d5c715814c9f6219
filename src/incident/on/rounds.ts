import { SEVERITY_BY_LEVEL } from '../../contracts/common.ts';
import { deterministicId } from '../../kit/ids.ts';
import type { EventOf } from '../events.ts';
import { atRest, isLive } from '../phase.ts';
import type { Step } from '../step.ts';
import { INVESTIGATION_TIMEOUT_MS, MAX_REVISIONS } from '../times.ts';

/** The agents are asked: one job for both. */
export function beginInvestigation(step: Step): void {
  const s = step.state;
  if (s.round.stage !== 'waiting') return step.ignore();
  step.clear('investigate');
  step.clear('investigate_latest');
  const job = deterministicId('job', s.id, 'investigate', String(s.round.number));
  step.set({ round: { ...s.round, stage: 'investigating', job, analyst: 'pending', inspector: 'pending' } });
  step.effect({ kind: 'investigate', job: { v: 1, job, org: s.org, incident: s.id, at: step.at } });
  step.timer('investigation_timeout', step.at + INVESTIGATION_TIMEOUT_MS);
}

export function onAnalyst(step: Step, event: EventOf<'analyst_reported'>): void {
  const s = step.state;
  if (event.body.job !== s.round.job) return step.ignore();
  const r = event.body.report;
  // A report may raise what is there; nothing that an agent says lowers it.
  const raised = SEVERITY_BY_LEVEL[r.severity] > SEVERITY_BY_LEVEL[s.severity] ? r.severity : s.severity;
  step.set({
    analyst: r,
    title: r.title,
    severity: raised,
    risk: Math.max(s.risk, r.risk),
    techniques: [...new Set([...s.techniques, ...r.techniques])].slice(0, 32),
    limits: [...new Set([...s.limits, ...r.limits])].slice(-24),
  });
  if (r.usage !== undefined) step.effect({ kind: 'agent_used', agent: 'analyst', id: event.body.job, ...r.usage });
  step.announce(s.severity);
  step.record('analysed', `agent:analyst`, { risk: step.state.risk, severity: raised, author: r.author });
  if (s.round.stage === 'investigating') answered(step, 'analyst', 'done');
}

export function onInspector(step: Step, event: EventOf<'inspector_reported'>): void {
  const s = step.state;
  if (event.body.job !== s.round.job) return step.ignore();
  step.set({
    inspector: event.body.report,
    limits: [...new Set([...s.limits, ...event.body.report.limits])].slice(-24),
  });
  step.record('inspected', 'agent:inspector', {
    evidence: event.body.report.evidence.map((e) => e.digest),
    discovered: event.body.report.discovered.length,
  });
  if (s.round.stage === 'investigating') answered(step, 'inspector', 'done');
}

export function onAgentFailed(step: Step, event: EventOf<'agent_failed'>): void {
  const { agent, job, error } = event.body;
  if (agent === 'outbound') {
    step.record('notification_failed', 'agent:outbound', { job, error });
    return;
  }
  if (job !== step.state.round.job) return step.ignore();
  step.set({ limits: [...step.state.limits, `${agent}: ${error}`.slice(0, 300)].slice(-24) });
  if (step.state.round.stage === 'investigating' && (agent === 'analyst' || agent === 'inspector'))
    answered(step, agent, 'missing');
}

export function onInvestigationTimeout(step: Step): void {
  step.clear('investigation_timeout');
  const { round } = step.state;
  if (round.stage !== 'investigating') return;
  const silent = (['analyst', 'inspector'] as const).filter((a) => round[a] === 'pending');
  step.set({ limits: [...step.state.limits, ...silent.map((a) => `${a} did not answer in time`)].slice(-24) });
  if (silent.length > 0) step.effect({ kind: 'agent_silent', agents: silent });
  propose(step);
}

function answered(step: Step, agent: 'analyst' | 'inspector', how: 'done' | 'missing'): void {
  const round = { ...step.state.round, [agent]: how };
  step.set({ round });
  if (round.analyst !== 'pending' && round.inspector !== 'pending') propose(step);
}

/** Targets that an earlier round has dealt with, or is dealing with: not proposed again. */
export function covered(step: Step): string[] {
  return step.state.actions
    .filter((a) => isLive(a.state) || (atRest(a.state) && a.state !== 'released' && a.state !== 'drifted'))
    .map((a) => `${a.draft.spec.action} ${a.draft.spec.target}`);
}

function propose(step: Step): void {
  step.clear('investigation_timeout');
  const { round } = step.state;
  if (round.number > MAX_REVISIONS) {
    step.escalate(`This incident was planned ${MAX_REVISIONS} times already; a person must decide what else to do.`);
    return endRound(step);
  }
  step.set({ round: { ...round, stage: 'proposing' } });
  step.effect({ kind: 'propose', revision: round.number, covered: covered(step) });
}

/** The round is over; another begins if findings came in meanwhile. */
export function endRound(step: Step): void {
  const { compensating: _, ...round } = step.state.round;
  step.set({ round: { ...round, stage: 'done' } });
}
