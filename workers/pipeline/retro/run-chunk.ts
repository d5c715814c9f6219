import type { FoundMatch, HuntJob, HuntReport, RetroHuntObject } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
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
import { shown, storeFound } from './matches.ts';
import { scanBlock, type Scan } from './scan-block.ts';

/** Blocks fetched at once; they unpack to many times their size, and an isolate has 128 MB. */
const FETCH_AT_ONCE = 4;
/** Hits in one call to the hunt, each with a draft of some kilobytes. */
const HITS_AT_ONCE = 500;

type Counted = Omit<HuntReport, 'v' | 'found' | 'partly'>;

/**
 * Looks through a chunk's blocks, one after the other, and stores what is found; the report is for the hunt. Throws if anything is
 * unreachable: the same again gives the same report.
 */
export async function runChunk(deps: Deps, object: RetroHuntObject, seq: number, job: HuntJob): Promise<HuntReport> {
  const { hunt } = job;
  const list = hunt.kind === 'indicators' ? await deps.indicators(hunt.org, hunt.subject) : undefined;
  const gone = await whyGone(deps, hunt, list);
  if (gone !== undefined) return { ...nothing, found: [], stop: gone, partly: gone };
  const rules = huntRules(hunt, await deps.rules(hunt.org));
  if (job.judge) {
    const judged = await judgeHits(object, rules);
    return { ...nothing, keptBack: judged.keptBack, ...(await keep(deps, job, judged.findings)) };
  }
  const now = deps.now();
  const seen = new Set<string>();
  const scan: Scan & { readonly sightings: Sightings } = {
    now,
    rules,
    stages: deps.stages,
    all: hunt.kind === 'indicators',
    observables: new Observables(list),
    sightings: new Sightings(rules.correlations),
    isDuplicate: (key) => seen.has(key) || !seen.add(key),
  };
  const { counted, findings } = await scanAll(deps, scan, job);
  if (hunt.kind === 'indicators' && list !== undefined) {
    const observables = scan.observables.messages(hunt.org, hunt.id).flatMap((m) => m.observables);
    findings.push(...(await indicatorFindings(deps.indicatorBucket, hunt.org, list, observables, now)));
  }
  await tellHits(object, seq, scan.sightings, rules, now);
  return { ...counted, v: 1, ...(await keep(deps, job, findings)) };
}

const nothing = { v: 1, events: 0, unread: [], skipped: 0, keptBack: 0 } as const;

async function scanAll(deps: Deps, scan: Scan, job: HuntJob): Promise<{ counted: Counted; findings: Finding[] }> {
  const findings: Finding[] = [];
  const unread: { key: string; why: string }[] = [];
  let [events, skipped, keptBack] = [0, 0, 0];
  for (let i = 0; i < job.keys.length; i += FETCH_AT_ONCE) {
    const keys = job.keys.slice(i, i + FETCH_AT_ONCE);
    const blocks = await Promise.all(keys.map((key) => fetchBlock(deps.raw, job.hunt.org, key)));
    for (const [n, block] of blocks.entries()) {
      const scanned = block.ok ? scanBlock(scan, job.hunt, block.value) : block;
      if (!scanned.ok) {
        unread.push({ key: keys[n]!, why: scanned.error });
        continue;
      }
      events += scanned.value.events;
      for (const o of scanned.value.outcomes) {
        skipped += o.verdict === 'dead' ? 1 : o.rejected;
        keptBack += o.keptBack.length;
        // What a sender judged itself was found when it came.
        for (const f of o.findings) if (f.kind === 'rule') findings.push(f);
      }
    }
  }
  return { counted: { events, unread, skipped, keptBack }, findings };
}

/** A block's bytes; an error where it is not there. Throws where R2 cannot be reached. */
async function fetchBlock(raw: R2Bucket, org: string, key: string): Promise<Result<Uint8Array, string>> {
  if (!key.startsWith(orgFolder(org))) return err('it is another organisation’s');
  const object = await raw.get(key);
  return object === null ? err('it is not in R2') : ok(new Uint8Array(await object.arrayBuffer()));
}

async function tellHits(
  object: RetroHuntObject,
  seq: number,
  sightings: Sightings,
  rules: HuntRules,
  now: number,
): Promise<void> {
  const { hits } = sightings;
  if (hits.length === 0) return;
  const drafts = hitDrafts(sightings, rules, now);
  for (let i = 0; i < Math.max(hits.length, drafts.length); i += HITS_AT_ONCE)
    await object.addHits(seq, hits.slice(i, i + HITS_AT_ONCE), drafts.slice(i, i + HITS_AT_ONCE));
}

async function keep(
  deps: Deps,
  { hunt, findingsLeft }: HuntJob,
  findings: readonly Finding[],
): Promise<{ readonly found: readonly FoundMatch[]; readonly partly?: string }> {
  if (hunt.kind === 'text') return { found: shown(findings) };
  const { found, overflow } = await storeFound(deps, hunt, findings, findingsLeft);
  return overflow ? { found, partly: 'not all that was found became findings: there were too many' } : { found };
}

/** Why what is hunted for is no longer what the organisation detects; undefined if it is. */
async function whyGone(
  deps: Deps,
  hunt: HuntJob['hunt'],
  list: HeldIndicators | undefined,
): Promise<string | undefined> {
  if (hunt.kind === 'indicators')
    return list?.version === hunt.subject ? undefined : 'this list of indicators is no longer in force';
  if (hunt.kind === 'text' || hunt.texts.length === 0) return undefined;
  const content = await deps.content(hunt.org);
  // What this isolate holds may be older than the rule.
  if (content === undefined || content.revision < hunt.revision) return undefined;
  const text = content.rules.find((r) => r.id === hunt.subject)?.text;
  return text === hunt.texts[0]!.text
    ? undefined
    : 'the rule was changed or switched off; a new version has a hunt of its own';
}
