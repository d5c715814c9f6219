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

function strategyText(s: NonNullable<Plan['strategy']>): string {
  if (s.kind === 'scheduled')
    return `in the maintenance window ${plain(s.name)}, ${clockTime(s.opensAt)} to ${clockTime(s.closesAt)} UTC`;
  if (s.kind === 'manual') return 'a person does it by the commands below, then says `vedette task done`';
  return s.kind === 'compensating' ? 'in the place of what the policy forbids' : 'at once';
}

/** A plan with its diff, what reverses it and what it touches: what is signed when it is approved. */
export function renderPlan(p: Plan): string {
  const lines = [
    `plan ${p.id}  revision ${p.revision}  risk ${p.risk}  digest ${p.digest.slice(0, 16)}…  expires ${clockTime(p.expiresAt)}`,
  ];
  const { approvalsNeeded: needed, approverRole } = p.decision;
  const quorum =
    needed > 0
      ? `, ${needed} approval${needed === 1 ? '' : 's'} needed${approverRole === 'admin' ? ' by admins' : ''}`
      : '';
  lines.push(`  policy: ${p.decision.outcome}${quorum} (${p.decision.reasons.map(plain).join('; ')})`);
  if (p.strategy !== undefined) lines.push(`  strategy: ${strategyText(p.strategy)}`);
  if (p.decision.onDrift === 'reapply') lines.push('  if somebody changes it while it is held: contained again');
  if (p.review !== undefined) lines.push('  the review board decides first: `vedette reviews list`');
  for (const a of p.actions) {
    lines.push(`  ${a.spec.action} → ${plain(a.spec.target)}`);
    lines.push(
      `    why: ${plain(a.reason)}   confidence ${a.confidence}   lease ${Math.round(a.leaseMs / 1000)} s   ${a.preview.reversibility}`,
    );
    for (const d of a.preview.diff) {
      lines.push(`    - ${plain(d.path)}: ${value(d.before)}`, `    + ${plain(d.path)}: ${value(d.after)}`);
    }
    if (a.insteadOf !== undefined) lines.push(`    instead of: ${a.insteadOf.action}, which the policy forbids`);
    for (const command of a.preview.commands ?? []) lines.push(`    $ ${plain(command)}`);
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
