import type { IncidentProjection } from '../../src/contracts/incident.ts';
import type { Plan } from '../../src/contracts/plan.ts';
import { clockTime, plain, table } from './output.ts';

/** An incident as a person reads it in a terminal. */
export function renderIncident(i: IncidentProjection): string {
  const lines = [
    `${i.id}  ${plain(i.title)}`,
    `  phase ${i.phase}   severity ${i.severity}   risk ${i.risk}/100   findings ${i.findingCount}   opened ${clockTime(i.openedAt)}`,
    `  techniques ${i.techniques.join(' ') || '-'}`,
    `  entities   ${i.entities
      .slice(0, 8)
      .map((e) => plain(e.id))
      .join('\n             ')}`,
  ];
  if (i.actions.length > 0) {
    lines.push('  actions');
    for (const a of i.actions) {
      lines.push(
        `    ${a.state.padEnd(17)} ${a.proof.padEnd(12)} ${a.action} → ${plain(a.target)}${a.leaseUntil === undefined ? '' : `  until ${clockTime(a.leaseUntil)}`}${a.detail === undefined ? '' : `\n      ${plain(a.detail)}`}`,
      );
    }
  }
  return lines.join('\n');
}

const value = (v: unknown): string => plain(typeof v === 'string' ? v : JSON.stringify(v));

/** A plan with its diff, what reverses it and what it touches: what is signed when it is approved. */
export function renderPlan(p: Plan): string {
  const lines = [
    `plan ${p.id}  revision ${p.revision}  risk ${p.risk}  digest ${p.digest.slice(0, 16)}…  expires ${clockTime(p.expiresAt)}`,
  ];
  lines.push(
    `  policy: ${p.decision.outcome}${p.decision.approvalsNeeded > 0 ? `, ${p.decision.approvalsNeeded} approval needed` : ''} (${p.decision.reasons.map(plain).join('; ')})`,
  );
  for (const a of p.actions) {
    lines.push(`  ${a.spec.action} → ${plain(a.spec.target)}`);
    lines.push(
      `    why: ${plain(a.reason)}   confidence ${a.confidence}   lease ${Math.round(a.leaseMs / 1000)} s   ${a.preview.reversibility}`,
    );
    for (const d of a.preview.diff) {
      lines.push(`    - ${plain(d.path)}: ${value(d.before)}`, `    + ${plain(d.path)}: ${value(d.after)}`);
    }
    for (const note of a.preview.notes) lines.push(`    note: ${plain(note)}`);
    if (a.preview.dependents.length > 0) lines.push(`    touches: ${a.preview.dependents.map(plain).join(', ')}`);
  }
  return lines.join('\n');
}

export const renderIncidents = (items: readonly IncidentProjection[]): string =>
  items.length === 0
    ? 'no incidents'
    : table([
        ['ID', 'OPENED', 'PHASE', 'SEVERITY', 'RISK', 'TITLE'],
        ...items.map((i) => [i.id, clockTime(i.openedAt), i.phase, i.severity, String(i.risk), i.title.slice(0, 90)]),
      ]);
