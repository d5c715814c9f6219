import type { Finding } from '../../src/contracts/finding.ts';
import type { EffectBody } from '../../src/incident/effects.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import type { Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { ok, type Result } from '../../src/kit/result.ts';
import type { IncidentStore } from './store.ts';

/** Findings of one call to the other incident: a few megabytes of RPC at most. */
const PAGE = 250;

/** A finding joins an incident. Its id comes from both, so that it joins once however it comes there. */
export const findingAdded = (org: string, incident: string, finding: Finding, at: number): IncidentEvent => ({
  id: deterministicId('ev', incident, finding.id),
  type: 'finding_added',
  at,
  body: { org, incident, finding },
});

/** What the other incident offers; spelt out, since the platform's RPC types cannot unfold recursive JSON. */
interface Absorber {
  absorb(
    org: string,
    from: string,
    findings: readonly Finding[],
    last?: { actor: string; reason: string; findings: number },
  ): Promise<Result<{ phase: string }, Failure>>;
}

/**
 * Every finding of the log to another incident, page by page, and at last the word that these were all. Nothing is lost or
 * doubled however often it breaks off and begins anew, for the other side knows what it has.
 */
export async function handOver(
  other: Absorber,
  from: IncidentState,
  store: IncidentStore,
  merge: Extract<EffectBody, { kind: 'merge' }>,
): Promise<Result<{ findings: number }, Failure>> {
  let count = 0;
  for (let page = store.findingsAfter(0, PAGE); page.length > 0; page = store.findingsAfter(page.at(-1)!.seq, PAGE)) {
    const taken = await other.absorb(
      from.org,
      from.id,
      page.map((p) => p.finding),
    );
    if (!taken.ok) return taken;
    count += page.length;
  }
  const { actor, reason } = merge;
  const noted = await other.absorb(from.org, from.id, [], { actor, reason, findings: count });
  return noted.ok ? ok({ findings: count }) : noted;
}
