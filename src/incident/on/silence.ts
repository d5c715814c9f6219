import { SILENCE_RULE_ID } from '../../contracts/detections.ts';
import { BACK, SILENT, UNCONTAINED } from '../asks.ts';
import type { EventOf } from '../events.ts';
import { MAX_KEPT_FINDINGS, type IncidentState } from '../state.ts';
import type { Step } from '../step.ts';
import { close } from './custody.ts';
import { riskOf } from './findings.ts';

/** What a person is asked for by an incident about silence that has nothing to contain; undefined where it may close by itself. */
export function whoStartsAgain(s: IncidentState): string | undefined {
  const silences = s.findings.filter((f) => f.rule.id === SILENCE_RULE_ID);
  if (silences.some((f) => s.spoke?.includes(f.id) !== true)) return SILENT;
  // All of it is over, and somebody has it already: it is theirs.
  return silences.length > 0 && silences.length === s.findings.length ? BACK : undefined;
}

/** A source of a silence speaks again. It is noted whatever became of the incident; the last of them may end it. */
export function onSourceSpoke(step: Step, event: EventOf<'source_spoke'>): void {
  const { finding, source, since, silent } = event.body;
  const known = step.state.findings.find((f) => f.id === finding);
  if (known?.rule.id !== SILENCE_RULE_ID) return step.ignore();
  step.record('source_spoke', 'worker:pipeline', { finding, source, since, silent });
  if (silent > 0) return;
  const spokeAt = Math.max(step.state.spokeAt ?? 0, since);
  step.set({
    spokeAt,
    spoke: [...(step.state.spoke ?? []).filter((f) => f !== finding), finding].slice(-MAX_KEPT_FINDINGS),
  });
  const { stage } = step.state.round;
  if (stage === 'done' || stage === 'none') endSilence(step);
}

/** What the findings' severity alone makes of the risk; whatever is above it, an analyst saw more in it than silence. */
const riskOfFindings = (s: IncidentState): number => Math.max(...s.findings.map((f) => riskOf(f)));

/** Nothing but silences that are over, and no more risk than theirs; nothing done or planned for them, no person asked for anything else and none who took it on. */
const isOver = (s: IncidentState): boolean =>
  s.closedAt === undefined &&
  s.findingCount === s.findings.length &&
  s.findings.every((f) => f.rule.id === SILENCE_RULE_ID && s.spoke?.includes(f.id) === true) &&
  s.actions.length === 0 &&
  s.plans.length === 0 &&
  s.risk <= riskOfFindings(s) &&
  s.escalations.every((e) => e === SILENT || e === UNCONTAINED) &&
  s.assignee === undefined &&
  s.acknowledgedAt === undefined &&
  s.comments === undefined &&
  s.reopenedBy === undefined &&
  s.absorbed === undefined &&
  s.merging === undefined &&
  s.mergedInto === undefined;

/** Closes what was nothing but a silence, once that is over; true if it did. */
export function endSilence(step: Step): boolean {
  const s = step.state;
  if (!isOver(s)) return false;
  const at = `${new Date(s.spokeAt ?? step.at).toISOString().slice(0, 19)}Z`;
  const many = s.findings.some((f) => f.entities.filter((e) => e.role === 'target').length > 1);
  const reason = many
    ? `none of its sources is missed any more; the last speaks again since ${at}`
    : `the source speaks again since ${at}`;
  // Whoever was asked to look hears that there is no need any more.
  const isAsked = s.escalations.length > 0;
  step.set({ escalations: [] });
  close(step, reason);
  if (isAsked && !step.announced) step.notify('closed', [reason]);
  return true;
}
