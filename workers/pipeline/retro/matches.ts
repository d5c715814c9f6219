import type { FoundMatch } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import type { HuntMatch } from '../../../src/contracts/retro-hunt.ts';
import { findingsKnown } from '../../../src/storage/main/read/hunts.ts';
import { storeFindings } from '../consume-findings.ts';
import type { Deps } from '../deps.ts';

/** Samples of one chunk; the hunt keeps a thousand of all. */
const SAMPLES = 200;
/** Findings in one go, as the live path has them in a batch. */
const STORE_AT_ONCE = 200;

export const sampleOf = (f: Finding, finding: string | undefined): HuntMatch => {
  const principal = f.entities.find((e) => e.type === 'principal' && e.role === 'actor')?.id;
  return {
    rule: f.rule.id,
    title: f.title,
    eventId: f.eventId,
    time: f.time,
    source: f.source,
    delivery: f.delivery,
    ...(principal === undefined ? {} : { principal: principal.slice(0, 200) }),
    ...(finding === undefined ? {} : { finding }),
  };
};

/** Matches that are only shown. */
export const shown = (findings: readonly Finding[]): FoundMatch[] =>
  findings.map((f, i) => ({ id: f.id, made: false, ...(i < SAMPLES ? { sample: sampleOf(f, undefined) } : {}) }));

/**
 * Makes findings of what was not found before, marked as the hunt's, and puts them into incidents; `left` at most. What the live path or
 * another hunt found already stays as it is. Throws if anything is unreachable; calling again is harmless.
 */
export async function storeFound(
  deps: Deps,
  hunt: { readonly org: string; readonly id: string },
  findings: readonly Finding[],
  left: number,
): Promise<{ readonly found: FoundMatch[]; readonly overflow: boolean }> {
  const byId = new Map(findings.map((f) => [f.id, f]));
  const known = await findingsKnown(deps.db, hunt.org, [...byId.keys()]);
  const fresh = [...byId.values()].filter((f) => !known.has(f.id));
  const making = fresh.slice(0, left).map((f): Finding => ({ ...f, retroHunt: hunt.id }));
  for (let i = 0; i < making.length; i += STORE_AT_ONCE)
    await storeFindings(deps, hunt.org, making.slice(i, i + STORE_AT_ONCE));
  const made = new Set(making.map((f) => f.id));
  const found = [...byId.values()].map((f, i): FoundMatch => {
    const isThere = known.has(f.id) || made.has(f.id);
    return {
      id: f.id,
      // Of an attempt before this one, perhaps.
      made: made.has(f.id) || known.get(f.id) === hunt.id,
      ...(i < SAMPLES ? { sample: sampleOf(f, isThere ? f.id : undefined) } : {}),
    };
  });
  return { found, overflow: fresh.length > making.length };
}
