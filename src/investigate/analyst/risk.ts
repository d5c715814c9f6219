import type { AnalystReport } from '../../contracts/agents.ts';
import type { Level } from '../../contracts/common.ts';
import { LEVEL_BY_SEVERITY, SEVERITY_BY_LEVEL } from '../../contracts/common.ts';
import type { Finding } from '../../contracts/finding.ts';
import { stagesOf, type Stage } from '../operations.ts';

/** Points of the worst finding alone; a high one by itself stays under 60, above which a person is asked. */
const BASE_BY_LEVEL: Record<Level, number> = { informational: 5, low: 15, medium: 30, high: 45, critical: 60 };
/** A further stage of an attack: one alarm may be a mistake, a sequence is not. */
const STAGE_POINTS = 6;
const STAGE_POINTS_MAX = 24;
/** Findings surer than this say what they mean. */
const SURE_PERCENT = 50;

type Reason = AnalystReport['reasons'][number];

/** Risk 0 to 100 with the reasons that add up to it (before it is held between 0 and 100). */
export function riskOf(findings: readonly Finding[]): { readonly risk: number; readonly reasons: Reason[] } {
  const reasons: Reason[] = [];
  const add = (points: number, text: string) => void reasons.push({ points, text });
  const worst = worstLevel(findings);
  add(BASE_BY_LEVEL[worst], `The worst finding is ${worst}.`);
  const stages = new Set(findings.flatMap(stagesOf));
  if (stages.size > 1)
    add(
      Math.min(STAGE_POINTS_MAX, (stages.size - 1) * STAGE_POINTS),
      `The attack has ${stages.size} stages: ${[...stages].toSorted().join(', ')}.`,
    );
  const achieved = new Set(findings.filter((f) => f.outcome === 'success').flatMap(stagesOf));
  const got = (stage: Stage, points: number, text: string) => {
    if (achieved.has(stage)) add(points, text);
  };
  got('persistence', 10, 'A foothold was made that outlives the first access.');
  got('evasion', 10, 'Recording or detection was impaired: what followed may be unseen.');
  got('escalation', 5, 'Rights were widened.');
  got('exfiltration', 10, 'Data may have been taken.');
  got('impact', 10, 'Something was destroyed.');
  const kinds = new Set(findings.map((f) => f.kind));
  if (kinds.has('vendor') && kinds.size > 1) add(5, 'A rule and another detector agree.');
  if (kinds.has('indicator')) add(10, 'A known indicator of compromise was seen.');
  if (
    findings.some((f) => f.entities.some((e) => e.role === 'actor' && /^arn:[a-z0-9-]+:iam::\d{12}:root$/.test(e.id)))
  )
    add(10, "The account's root user acted.");
  if (findings.length > 0 && findings.every((f) => f.outcome === 'failure')) add(-20, 'Every call was refused.');
  if (findings.length > 0 && findings.every((f) => f.foreignAccount))
    add(-25, 'The senders may not speak of this account: nothing here is corroborated.');
  if (findings.length > 0 && findings.every((f) => f.confidence < SURE_PERCENT))
    add(-10, 'No finding is sure of itself.');
  const sum = reasons.reduce((n, r) => n + r.points, 0);
  return { risk: Math.max(0, Math.min(100, sum)), reasons };
}

export const worstLevel = (findings: readonly Finding[]): Level =>
  LEVEL_BY_SEVERITY[Math.max(1, ...findings.map((f) => f.severity))] ?? 'informational';

/** From these risks on an incident is at least that severe, whatever its single findings say. */
const CRITICAL_RISK = 85;
const HIGH_RISK = 65;

export function severityOf(findings: readonly Finding[], risk: number): Level {
  const byRisk: Level = risk >= CRITICAL_RISK ? 'critical' : risk >= HIGH_RISK ? 'high' : 'informational';
  return maxLevel(worstLevel(findings), byRisk);
}

export const maxLevel = (a: Level, b: Level): Level => (SEVERITY_BY_LEVEL[a] >= SEVERITY_BY_LEVEL[b] ? a : b);
