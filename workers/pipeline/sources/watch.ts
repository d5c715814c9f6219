import type { SourceAbout } from '../../../src/contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import type { WatchedSource } from '../../../src/contracts/rpc-sources.ts';
import { MINUTE_MS } from '../../../src/kit/clock.ts';
import { hourOf, isSilent, LEARNT_MIN_MINUTES, learntMinutes, rhythmOf, type Rhythm } from '../../../src/kit/rhythm.ts';
import { spokenHours, standingsOf, type Standing } from '../../../src/storage/main/read/source-watch.ts';
import { insertKeptBack } from '../../../src/storage/main/write/rules.ts';
import { runStatements } from '../../../src/storage/main/write/json-rows.ts';
import {
  beginWatch,
  clearSilent,
  keepLearnt,
  markSilent,
  type Watching,
} from '../../../src/storage/main/write/source-watch.ts';
import { storeFindings } from '../consume-findings.ts';
import type { Deps } from '../deps.ts';
import { logError } from '../retry.ts';
import { madeOf, togetherOf, type Silence } from './silence-finding.ts';
import { tellReturns } from './tell-returns.ts';

/** Ten thousand sources; the gate's pages have five hundred. */
const PAGES_MAX = 20;
/** Histories read in one minute, each of some hundred rows; the rest has its turn in the next. */
const LEARN_MAX = 50;
/** Silences told of in one minute: as many as an organisation has sources. */
const TELL_MAX = 500;
/** For rhythms below, a few minutes in which nobody could be heard decide. */
const SHORT_MINUTES = 30;
/** More of one organisation in one look are one finding: each is an incident, and calls a person. */
const APART_MAX = 5;

export interface WatchDeps extends Deps {
  /** Enabled sources after an id; see SourceRhythmsApi. */
  readonly watched: (after: string | undefined) => Promise<{ sources: WatchedSource[]; next?: string }>;
}

/** What one look has done, and how much it still may. */
interface Look extends Watching {
  readonly now: number;
  /** `<organisation>:<source>` of journals that hold what is not processed yet: those spoke. */
  readonly waiting: ReadonlySet<string>;
  learn: number;
  tell: number;
}

/**
 * Looks at every enabled source once: finds those that fell silent, one finding a silence or one for many at once, and tells their incidents of those that speak again.
 * Never throws; what could not be done is tried again in the next minute.
 */
export async function watchSources(deps: WatchDeps, waiting: ReadonlySet<string>): Promise<void> {
  const now = deps.now();
  try {
    const look: Look = { now, ...(await beginWatch(deps.db, now)), waiting, learn: LEARN_MAX, tell: TELL_MAX };
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const { sources, next } = await deps.watched(after);
      if (sources.length > 0) await lookAt(deps, look, sources);
      if (next === undefined) return;
      after = next;
    }
  } catch (cause) {
    logError('source_watch_failed', 'all', cause);
  }
}

async function lookAt(deps: WatchDeps, look: Look, sources: readonly WatchedSource[]): Promise<void> {
  const standings = await standingsOf(
    deps.db,
    sources.map((s) => [s.org, s.id]),
  );
  const standing = new Map(standings.map((s) => [s.sourceId, s]));
  const silent: Silence[] = [];
  const over: Standing[] = [];
  const learnt: { org: string; sourceId: string; hour: number; minutes: number }[] = [];
  for (const source of sources) {
    const at = standing.get(source.id);
    if (at === undefined || at.lastAt === null) continue;
    const about = SOURCE_CATALOGUE.find((k) => k.id === source.kind);
    const longest = Math.max(at.lastAt, source.enabledAt, look.since);
    const rhythm = await rhythmNow(deps, look, source, about, at, longest, learnt);
    const isOver =
      at.silentSince !== null &&
      (at.lastAt > at.silentSince || source.enabledAt > (at.toldAt ?? 0) || rhythm?.minutes === 0);
    if (isOver) over.push(at);
    if (rhythm === undefined || (at.silentSince !== null && !isOver)) continue;
    const from = rhythm.minutes < SHORT_MINUTES ? Math.max(longest, look.resumed) : longest;
    if (look.waiting.has(`${source.org}:${source.id}`)) continue;
    if (!isSilent(look.now, { lastAt: at.lastAt, since: from, minutes: rhythm.minutes })) continue;
    if (look.tell-- > 0) silent.push({ source, about, lastAt: at.lastAt, from, rhythm });
  }
  if (learnt.length > 0) await keepLearnt(deps.db, learnt).run();
  const through = over.length > 0 ? await tellReturns(deps, over) : [];
  if (through.length > 0) await clearSilent(deps.db, through).run();
  // A return that is not told yet must not be forgotten over the next silence.
  const kept = new Set(over.filter((s) => !through.includes(s)).map((s) => s.sourceId));
  await tellOf(
    deps,
    look.now,
    silent.filter((s) => !kept.has(s.source.id)),
  );
}

/** The source's rhythm; undefined while what it is cannot matter, or its history has no turn in this look. */
async function rhythmNow(
  deps: WatchDeps,
  look: Look,
  source: WatchedSource,
  about: SourceAbout | undefined,
  at: Standing,
  from: number,
  learnt: { org: string; sourceId: string; hour: number; minutes: number }[],
): Promise<Rhythm | undefined> {
  const given = rhythmOf(source.rhythmMinutes, about?.rhythmMinutes ?? 0, () => 0);
  if (given.by !== 'learnt' || at.lastAt === null) return given;
  // No learnt rhythm is shorter: nearly every source that speaks costs no look at its history.
  if (look.now - from <= LEARNT_MIN_MINUTES * MINUTE_MS) return undefined;
  const hour = hourOf(at.lastAt);
  if (at.learntHour === hour && at.learntMinutes !== null) return { by: 'learnt', minutes: at.learntMinutes };
  if (look.learn-- <= 0) return undefined;
  const minutes = learntMinutes(await spokenHours(deps.db, source.org, source.id, hour));
  learnt.push({ org: source.org, sourceId: source.id, hour, minutes });
  return { by: 'learnt', minutes };
}

/** Findings first and the mark after them: a crash between makes the same finding again, which is one. */
async function tellOf(deps: WatchDeps, now: number, silent: readonly Silence[]): Promise<void> {
  const byOrg = Map.groupBy(silent, (s) => s.source.org);
  for (const [org, silences] of byOrg)
    try {
      const rules = await deps.rules(org);
      const made = silences.map((s) => madeOf(rules, s, now));
      const each = made.flatMap((m) => (m !== undefined && 'finding' in m ? [m.finding] : []));
      const together = each.length > APART_MAX ? togetherOf(each) : undefined;
      const findings = together === undefined ? each : [together];
      const kept = made.flatMap((m) => (m !== undefined && 'kept' in m ? [m.kept] : []));
      if (findings.length > 0) await storeFindings(deps, org, findings);
      const marks = silences.map(({ source, lastAt }, i) => {
        const m = made[i];
        const own = m !== undefined && 'finding' in m ? m.finding.id : undefined;
        return { org, sourceId: source.id, lastAt, finding: own === undefined ? null : (together?.id ?? own) };
      });
      await runStatements(deps.db, [...insertKeptBack(deps.db, org, kept, now), markSilent(deps.db, marks, now)]);
    } catch (cause) {
      logError('source_silence_not_told', org, cause);
    }
}
