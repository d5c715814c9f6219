import type { HuntJob, HuntReport, RetroHuntObject } from '../../../durable-objects/retro-hunt/api.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import { orgFolder } from '../../../src/storage/raw/folders.ts';
import type { Deps } from '../deps.ts';
import type { HeldIndicators } from '../indicators.ts';
import { Observables } from '../observables.ts';
import { Sightings } from '../sightings.ts';
import { hitDrafts } from './hit-drafts.ts';
import { huntRules, type HuntRules } from './hunt-rules.ts';
import { indicatorFindings } from './indicator-matches.ts';
import { judgeHits } from './judge-hits.ts';
import { Matches } from './matches.ts';
import { isOff } from './plan-hunt.ts';
import { scanBlock, type Scan } from './scan-block.ts';

/** Blocks fetched at once; they unpack to many times their size, and an isolate has 128 MB. */
const FETCH_AT_ONCE = 4;
/** In one call to the hunt: some hundred bytes each … */
const HITS_AT_ONCE = 500;
/** … and some kilobytes each. */
const DRAFTS_AT_ONCE = 200;

/**
 * Looks through a chunk's blocks, one after the other, and stores what is found; the report is for the hunt. Throws if anything is
 * unreachable: the same again gives the same report.
 */
export async function runChunk(deps: Deps, object: RetroHuntObject, seq: number, job: HuntJob): Promise<HuntReport> {
  const { hunt } = job;
  const list = hunt.kind === 'indicators' ? await deps.indicators(hunt.org, hunt.subject) : undefined;
  const gone = await whyGone(deps, hunt, list);
  if (gone !== undefined) return { ...NOTHING, stop: gone };
  const rules = huntRules(hunt, await deps.rules(hunt.org));
  const matches = new Matches(deps, object, seq, job);
  const report = { ...NOTHING, unread: [] as { key: string; why: string }[] };
  if (job.judge) {
    report.keptBack = await judgeHits(object, rules, async (findings) => {
      await matches.add(findings);
      return !matches.overflow;
    });
  } else await scanAll(deps, { object, seq, job, rules, list, matches, report });
  await matches.finish();
  const { found, overflow } = matches;
  return overflow ? { ...report, found, partly: TOO_MANY } : { ...report, found };
}

const TOO_MANY = 'not all that was found became findings: there were too many';
const NOTHING = { v: 1 as const, events: 0, unread: [], skipped: 0, keptBack: 0, found: [] };

interface Work {
  readonly object: RetroHuntObject;
  readonly seq: number;
  readonly job: HuntJob;
  readonly rules: HuntRules;
  readonly list: HeldIndicators | undefined;
  readonly matches: Matches;
  readonly report: { events: number; unread: { key: string; why: string }[]; skipped: number; keptBack: number };
}

async function scanAll(deps: Deps, work: Work): Promise<void> {
  const { keys, hunt } = work.job;
  const seen = new Set<string>();
  let countsHits = true;
  for (let i = 0; i < keys.length; i += FETCH_AT_ONCE) {
    const some = keys.slice(i, i + FETCH_AT_ONCE);
    const blocks = await Promise.all(some.map((key) => fetchBlock(deps.raw, hunt.org, key)));
    for (const [n, block] of blocks.entries()) {
      const read: Result<boolean, string> = block.ok ? await scanOne(deps, work, block.value, seen, countsHits) : block;
      if (read.ok) countsHits = read.value;
      else work.report.unread.push({ key: some[n]!, why: read.error });
    }
  }
}

/** Answers whether the hunt takes more hits. */
async function scanOne(
  deps: Deps,
  { object, seq, job, rules, list, matches, report }: Work,
  bytes: Uint8Array,
  seen: Set<string>,
  countsHits: boolean,
): Promise<Result<boolean, string>> {
  const { hunt } = job;
  const now = deps.now();
  const observables = new Observables(list);
  const sightings = new Sightings(countsHits ? rules.correlations : []);
  const scan: Scan = {
    now,
    rules,
    stages: deps.stages,
    all: hunt.kind === 'indicators',
    observables,
    sightings,
    isDuplicate: (key, _delivery, stronger) =>
      seen.has(key) || (stronger !== undefined && seen.has(stronger)) || !seen.add(key),
  };
  const read = await scanBlock(scan, hunt, bytes, async (o, others) => {
    report.events += o.events + others;
    report.skipped += o.verdict === 'dead' ? 1 : o.rejected;
    report.keptBack += o.keptBack.length;
    // What a sender judged itself was found when it came.
    await matches.add(o.findings.filter((f) => f.kind === 'rule'));
  });
  if (!read.ok) return read;
  if (list !== undefined) {
    const found = observables.messages(hunt.org, hunt.id).flatMap((m) => m.observables);
    await matches.add(await indicatorFindings(deps.indicatorBucket, hunt.org, list, found, now));
  }
  return ok(countsHits && (await tellHits(object, seq, sightings, rules, now)));
}

/** A block's bytes; an error where it is not there. Throws where R2 cannot be reached. */
async function fetchBlock(raw: R2Bucket, org: string, key: string): Promise<Result<Uint8Array, string>> {
  if (!key.startsWith(orgFolder(org))) return err('it is another organisation’s');
  const object = await raw.get(key);
  return object === null ? err('it is not in R2') : ok(new Uint8Array(await object.arrayBuffer()));
}

/** False where the hunt has too many already. */
async function tellHits(
  object: RetroHuntObject,
  seq: number,
  sightings: Sightings,
  rules: HuntRules,
  now: number,
): Promise<boolean> {
  const { hits } = sightings;
  if (hits.length === 0) return true;
  for (let i = 0; i < hits.length; i += HITS_AT_ONCE)
    if (!(await object.addHits(seq, hits.slice(i, i + HITS_AT_ONCE), []))) return false;
  for (const drafts of inPortions(hitDrafts(sightings, rules, now), DRAFTS_AT_ONCE))
    if (!(await object.addHits(seq, [], drafts))) return false;
  return true;
}

/** Why what is hunted for is no longer what the organisation detects; undefined if it is. */
async function whyGone(
  deps: Deps,
  hunt: HuntJob['hunt'],
  list: HeldIndicators | undefined,
): Promise<string | undefined> {
  if (hunt.kind === 'indicators')
    return list?.version === hunt.subject ? undefined : 'this list of indicators is no longer in force';
  if (hunt.kind === 'text') return undefined;
  const content = await deps.content(hunt.org);
  if (isOff(content, hunt.subject, deps.now())) return 'the rule was switched off';
  if (hunt.texts.length === 0) return undefined;
  // What this isolate holds may be older than the rule.
  if (content === undefined || content.revision < hunt.revision) return undefined;
  const text = content.rules.find((r) => r.id === hunt.subject)?.text;
  return text === hunt.texts[0]!.text
    ? undefined
    : 'the rule was changed or switched off; a new version has a hunt of its own';
}

function* inPortions<T>(items: Iterable<T>, most: number): Generator<T[]> {
  let some: T[] = [];
  for (const item of items) {
    if (some.push(item) < most) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
