import type { HuntInput } from '../../../durable-objects/retro-hunt/api.ts';
import { HUNT_DEFAULT_BYTES, HUNT_DEFAULT_DAYS, HUNT_DEFAULT_SECONDS } from '../../../src/contracts/retro-hunt.ts';
import { DAY_MS } from '../../../src/kit/clock.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import { Recent } from '../../../src/kit/recent.ts';
import { huntsBegun } from '../../../src/storage/main/read/hunts.ts';
import type { Deps } from '../deps.ts';
import { logError } from '../retry.ts';
import { indicatorHunt, textHunt } from './plan-hunt.ts';

/** Every isolate detects with new content by then, and what came before is looked through. */
const TAKEN_UP_MS = 30_000;

/** Later than any version: what is held is looked up again. */
const ANY_LATER = '~';

/** What this isolate has looked back for; forgetting it costs one question to D1. */
const done = new Recent<string>(1_000);

interface Due {
  readonly id: string;
  readonly what: () => ReturnType<typeof textHunt>;
  /** What happened before is hunted through, ms */
  readonly since: number;
}

/**
 * Starts the hunts that an organisation's rules and indicators are due: one for each own rule that was enabled, in each version, and one for each
 * list. `fresh` asks anew instead of taking what is held for some seconds. Ids are deterministic, so that many isolates start one hunt. Never throws: what fails is done at the next look.
 */
export async function lookBack(deps: Deps, org: string, fresh = false): Promise<void> {
  try {
    const [content, list] = await Promise.all([
      deps.content(org, fresh),
      deps.indicators(org, fresh ? ANY_LATER : undefined),
    ]);
    const mark = `${content?.revision ?? 0}|${list?.version ?? ''}`;
    if (done.get(org) === mark) return;
    const now = deps.now();
    const due: Due[] = (content?.rules ?? [])
      .filter((r) => r.state === 'enabled')
      .map((r) => ({
        id: deterministicId('hunt', org, 'enabled', r.id, String(r.version), String(r.since)),
        what: () => textHunt('rule', r.id, r.text, content!.revision),
        since: r.since,
      }));
    if (list !== undefined) {
      const { version } = list;
      const id = deterministicId('hunt', org, 'listed', version);
      due.push({ id, what: () => ({ ok: true, value: indicatorHunt(version) }), since: now });
    }
    const ids = due.map((d) => d.id);
    const begun = ids.length === 0 ? new Set<string>() : await huntsBegun(deps.db, org, ids);
    for (const one of due.filter((d) => !begun.has(d.id))) {
      const what = one.what();
      // What does not compile is told where the rules are.
      if (!what.ok) continue;
      const input: HuntInput = {
        v: 1,
        id: one.id,
        org,
        ...what.value,
        from: Math.max(0, Math.min(one.since, now) - HUNT_DEFAULT_DAYS * DAY_MS),
        to: now + TAKEN_UP_MS,
        maxBytes: HUNT_DEFAULT_BYTES,
        maxSeconds: HUNT_DEFAULT_SECONDS,
        startedBy: 'worker:pipeline',
      };
      await deps.retroHunt(one.id).start(input);
    }
    done.set(org, mark);
  } catch (cause) {
    logError('look_back_failed', org, cause);
  }
}
