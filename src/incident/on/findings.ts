import { LEVEL_BY_SEVERITY, SEVERITY_BY_LEVEL, type Level } from '../../contracts/common.ts';
import { entityKey, type Entity } from '../../contracts/entity.ts';
import type { EventOf } from '../events.ts';
import { utf8 } from '../../kit/bytes.ts';
import {
  KEPT_ENTITY_MAX_BYTES,
  KEPT_FINDING_MAX_BYTES,
  MAX_KEPT_ENTITIES,
  MAX_KEPT_FINDINGS,
  type KeptFinding,
} from '../state.ts';
import { firstEventAt } from '../milestones.ts';
import type { Step } from '../step.ts';
import { SETTLE_AFTER_FINDING_MS, SETTLE_AT_MOST_MS, WEAK_CLOSE_MS } from '../times.ts';

const union = <T>(a: readonly T[], b: readonly T[], key: (x: T) => string, most: number): T[] =>
  [...new Map([...a, ...b].map((x) => [key(x), x])).values()].slice(0, most);
const higher = (a: Level, b: Level): Level => (SEVERITY_BY_LEVEL[a] >= SEVERITY_BY_LEVEL[b] ? a : b);

/** Severity from which an incident is investigated: medium. */
const INVESTIGATE_FROM = 3;

/** Actors first, then targets, then the rest: what is cut off at the end matters least. */
const RANK: Record<Entity['role'], number> = { actor: 0, target: 1, source: 2, related: 3 };

const isShown = (e: Entity): boolean => bytesOf(e) <= KEPT_ENTITY_MAX_BYTES;
const bytesOf = (value: unknown): number => utf8(JSON.stringify(value)).byteLength;

/** A finding as the state keeps it: entities with over-long names go first, so that what can be acted on stays. */
function fit(finding: KeptFinding): KeptFinding {
  if (bytesOf(finding) <= KEPT_FINDING_MAX_BYTES) return finding;
  let room = KEPT_FINDING_MAX_BYTES - bytesOf({ ...finding, entities: [] });
  const kept = new Set<Entity>();
  for (const e of finding.entities.toSorted((a, b) => bytesOf(a) - bytesOf(b) || RANK[a.role] - RANK[b.role])) {
    room -= bytesOf(e) + 1;
    if (room < 0) break;
    kept.add(e);
  }
  return { ...finding, entities: finding.entities.filter((e) => kept.has(e)) };
}

/** All of them while they fit; else the weakest of them, the newest among equals, goes: noise must not push out the attack. */
function strongest(findings: readonly KeptFinding[]): readonly KeptFinding[] {
  if (findings.length <= MAX_KEPT_FINDINGS) return findings;
  const weakest = Math.min(...findings.map((f) => f.severity));
  const out = findings.findLastIndex((f) => f.severity === weakest);
  return findings.filter((_, i) => i !== out);
}

/** Risk of a finding by itself, 0 to 100: that of one of high severity is 60. */
export const riskOf = (f: Pick<KeptFinding, 'severity'>): number => Math.min(100, f.severity * 15);

function keep(step: Step, f: EventOf<'finding_added'>['body']['finding']): void {
  const s = step.state;
  const { evidence: _evidence, ...kept } = f;
  const highest = Math.max(f.severity, ...s.findings.map((x) => x.severity));
  const level = LEVEL_BY_SEVERITY[f.severity] ?? 'medium';
  step.set({
    findingCount: s.findingCount + 1,
    findings: strongest([...s.findings, fit(kept)]),
    title: s.analyst === undefined && f.severity >= highest ? f.title : s.title,
    severity: higher(s.severity, level),
    risk: Math.max(s.risk, riskOf(f)),
    techniques: union(s.techniques, f.techniques, (t) => t, 32),
    entities: union(s.entities, f.entities.filter(isShown), entityKey, 1_000)
      .toSorted((a, b) => RANK[a.role] - RANK[b.role])
      .slice(0, MAX_KEPT_ENTITIES),
    acceptedAt: Math.min(s.acceptedAt, f.acceptedAt),
    firstEventAt: Math.min(firstEventAt(s) ?? f.time, f.time),
  });
}

/** A finding joins: it is kept, and soon (once it is quiet, or at the latest after a few seconds) a round of investigation follows. */
export function onFinding(step: Step, event: EventOf<'finding_added'>): void {
  const f = event.body.finding;
  if (step.state.findingCount > 0 && (event.body.org !== step.state.org || event.body.incident !== step.state.id))
    return step.ignore();
  // What lives on elsewhere takes nothing any more; the shell sends its findings there.
  if (step.state.merging !== undefined || step.state.mergedInto !== undefined) return step.ignore();
  if (step.state.findings.some((x) => x.id === f.id)) return step.ignore();
  const first = step.state.findingCount === 0;
  const before = step.state.severity;
  keep(step, f);
  step.record(first ? 'opened' : 'finding', 'worker:pipeline', {
    finding: f.id,
    rule: f.rule.id,
    severity: f.severity,
  });
  step.announce(before);
  if (step.state.closedAt !== undefined) step.reopen('worker:pipeline', { finding: f.id });
  schedule(step);
}

/** Sets the timer of the next round: after a quiet second, at most three after the round began to wait. */
function schedule(step: Step): void {
  const s = step.state;
  if (SEVERITY_BY_LEVEL[s.severity] < INVESTIGATE_FROM) {
    step.timer('weak_close', step.at + WEAK_CLOSE_MS);
    return;
  }
  step.clear('weak_close');
  if (s.round.stage === 'none' || s.round.stage === 'done') {
    step.set({
      round: { number: s.round.number + 1, stage: 'waiting', analyst: 'missing', inspector: 'missing' },
      again: false,
    });
    step.timer('investigate_latest', step.at + SETTLE_AT_MOST_MS);
    step.timer('investigate', step.at + SETTLE_AFTER_FINDING_MS);
  } else if (s.round.stage === 'waiting') step.timer('investigate', step.at + SETTLE_AFTER_FINDING_MS);
  else step.set({ again: true });
}

export { schedule as scheduleRound };
