import type { Finding } from '../contracts/finding.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { deterministicId } from '../kit/ids.ts';
import { linkKeys, type LinkKeys } from './keys.ts';
import { Timeline } from './timeline.ts';
import type { CorrelateSettings, Decision, Known } from './types.ts';
import { UnionFind } from './union-find.ts';

export const DEFAULT_SETTINGS: CorrelateSettings = {
  windowMs: DAY_MS,
  weakWindowMs: HOUR_MS,
  distinctRules: 3,
  openingSeverity: 3,
};

/** A sender's clock may run ahead by this much; events from further ahead count as of their acceptance. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;
const timeOf = (f: Finding): number => (f.time > f.acceptedAt + CLOCK_SKEW_MS ? f.acceptedAt : f.time);
const inOrder = (a: Finding, b: Finding): number => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1);

const incidentIdOf = (first: Finding): string => deterministicId('inc', first.org, first.id);

/**
 * Puts findings of one organisation into incidents. Those strong enough to open one are united by the strong entities that they share
 * within the window, with each other and with open incidents; weak ones follow to the oldest incident that they touch, wait, or
 * open one when several distinct rules speak of one principal. Within a call the result does not depend on the order of `findings`;
 * a finding that `known` already assigns keeps its incident. Pure.
 */
export function correlate(findings: readonly Finding[], known: Known, settings: CorrelateSettings): Decision {
  const assignments = new Map<string, string>();
  const fresh = new Map<string, Finding>();
  for (const f of findings) {
    const incident = known.assigned.get(f.id);
    if (incident === undefined) fresh.set(f.id, f);
    else assignments.set(f.id, incident);
  }
  const keysOf = new Map<string, LinkKeys>();
  const keys = (f: Finding): LinkKeys => {
    let k = keysOf.get(f.id);
    if (!k) keysOf.set(f.id, (k = linkKeys(f)));
    return k;
  };
  const openers = [...fresh.values()].filter((f) => f.severity >= settings.openingSeverity).toSorted(inOrder);
  const timeline = new Timeline(known.links);
  const united = uniteOpeners(openers, keys, known, timeline, settings, assignments);

  const link = (f: Finding, incident: string, by: readonly string[]): void => {
    assignments.set(f.id, incident);
    for (const key of by) timeline.extend(key, incident, timeOf(f));
  };
  for (const f of openers) link(f, assignments.get(f.id)!, [...keys(f).strong, ...keys(f).weak]);

  const waited = new Set(known.waiting.map((f) => f.id));
  const attached: Finding[] = [];
  const take = (f: Finding, incident: string, by: readonly string[]): void => {
    link(f, incident, by);
    if (waited.has(f.id)) attached.push(f);
  };
  const weak = new Map(known.waiting.filter((f) => !known.assigned.has(f.id)).map((f) => [f.id, f]));
  for (const f of fresh.values()) if (f.severity < settings.openingSeverity) weak.set(f.id, f);
  const left: Finding[] = [];
  for (const f of [...weak.values()].toSorted(inOrder)) {
    const at = timeOf(f);
    const strong = timeline.oldest(keys(f).strong, at, settings.windowMs);
    const incident = strong ?? timeline.oldest(keys(f).weak, at, settings.weakWindowMs);
    if (incident === undefined) left.push(f);
    // Who came by a shared address may be a colleague of the attacked: nothing further follows from it.
    else take(f, incident, strong === undefined ? [] : keys(f).strong);
  }
  const opened = [...united.opened];
  for (const group of byActor(left, keys)) {
    for (const run of manyRules(group, settings)) {
      const incident = incidentIdOf(run[0]!);
      opened.push(incident);
      for (const f of run) take(f, incident, keys(f).strong);
    }
  }
  return {
    assignments,
    attached,
    waiting: left.filter((f) => !assignments.has(f.id) && !waited.has(f.id)),
    opened,
    merges: united.merges,
    links: timeline.changed(),
  };
}

/** Unites openers and open incidents into components; each component's representative is its oldest incident, else a new one. */
function uniteOpeners(
  openers: readonly Finding[],
  keys: (f: Finding) => LinkKeys,
  known: Known,
  timeline: Timeline,
  settings: CorrelateSettings,
  assignments: Map<string, string>,
): Pick<Decision, 'opened' | 'merges'> {
  const sets = new UnionFind();
  const lastWith = new Map<string, Finding>();
  const byId = new Map(openers.map((f) => [f.id, f]));
  for (const f of openers) {
    sets.add(f.id);
    for (const key of keys(f).strong) {
      for (const link of timeline.near(key, timeOf(f), settings.windowMs)) sets.union(f.id, link.incident);
      const previous = lastWith.get(key);
      if (previous && timeOf(f) - timeOf(previous) <= settings.windowMs) sets.union(f.id, previous.id);
      lastWith.set(key, f);
    }
  }
  const openedAt = new Map(known.links.map((l) => [l.incident, l.openedAt]));
  const opened: string[] = [];
  const merges: { from: string; into: string }[] = [];
  for (const set of sets.sets()) {
    const members = set.map((id) => byId.get(id)).filter((f) => f !== undefined);
    const [oldest, ...younger] = set
      .filter((id) => openedAt.has(id))
      .toSorted((a, b) => openedAt.get(a)! - openedAt.get(b)! || (a < b ? -1 : 1));
    const incident = oldest ?? incidentIdOf(members.toSorted(inOrder)[0]!);
    if (oldest === undefined) opened.push(incident);
    for (const from of younger) {
      merges.push({ from, into: incident });
      timeline.merge(from, incident);
    }
    for (const f of members) assignments.set(f.id, incident);
  }
  return { opened, merges };
}

function byActor(findings: readonly Finding[], keys: (f: Finding) => LinkKeys): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const f of findings) {
    const { actor } = keys(f);
    if (actor === undefined) continue;
    const group = groups.get(actor);
    if (group) group.push(f);
    else groups.set(actor, [f]);
  }
  return [...groups.values()];
}

/** Runs of findings (in order of time) in which enough distinct rules lie within one window, each as long as it goes on. */
function manyRules(group: readonly Finding[], settings: CorrelateSettings): Finding[][] {
  const runs: Finding[][] = [];
  let run: Finding[] | undefined;
  let start = 0;
  const counts = new Map<string, number>();
  for (const [i, f] of group.entries()) {
    if (run && timeOf(f) - timeOf(run.at(-1)!) <= settings.windowMs) {
      run.push(f);
      continue;
    }
    if (run) {
      run = undefined;
      start = i;
      counts.clear();
    }
    counts.set(f.rule.id, (counts.get(f.rule.id) ?? 0) + 1);
    for (; timeOf(f) - timeOf(group[start]!) > settings.windowMs; start++) {
      const rule = group[start]!.rule.id;
      const rest = counts.get(rule)! - 1;
      if (rest === 0) counts.delete(rule);
      else counts.set(rule, rest);
    }
    if (counts.size < settings.distinctRules) continue;
    run = group.slice(start, i + 1);
    runs.push(run);
  }
  return runs;
}
