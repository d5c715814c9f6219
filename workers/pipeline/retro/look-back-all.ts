import { REGISTRY } from '../../../durable-objects/intake-journal/intake-journal.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kit/clock.ts';
import { sha256 } from '../../../src/kit/crypto.ts';
import { huntsUnderWay } from '../../../src/storage/main/read/hunts.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../env.ts';
import { logError } from '../retry.ts';
import { lookBack } from './look-back.ts';

/** Each organisation is looked at once in so many minutes: this is for those that send nothing, and for what a crash left behind. */
const ROUND_MINUTES = 5;
const PAGE = 500;
const AT_ONCE = 10;
/** Hunts of one organisation that are woken; the others wait for their turn anyway. */
const WOKEN = 50;

/** Starts hunts that are due, and wakes those that stand, of the organisations whose turn it is. Never throws. */
export async function lookBackAll(env: Env, deps: Deps): Promise<void> {
  try {
    const turn = Math.floor(deps.now() / MINUTE_MS) % ROUND_MINUTES;
    const orgs = new Set<string>();
    const registry = env.INTAKE_JOURNAL.getByName(REGISTRY);
    for (let after = ''; ;) {
      const names = await registry.journals(after, PAGE);
      for (const name of names) orgs.add(name.split(':')[0]!);
      if (names.length < PAGE) break;
      after = names.at(-1)!;
    }
    const due = [...orgs].filter((org) => sha256(org)[0]! % ROUND_MINUTES === turn);
    for (let i = 0; i < due.length; i += AT_ONCE)
      await Promise.all(due.slice(i, i + AT_ONCE).map((org) => lookAt(deps, org)));
  } catch (cause) {
    logError('look_back_failed', 'all', cause);
  }
}

async function lookAt(deps: Deps, org: string): Promise<void> {
  await lookBack(deps, org);
  // Their alarms wake them; this is for an alarm that was given up.
  for (const id of await huntsUnderWay(deps.db, org, deps.now() - DAY_MS, WOKEN)) await deps.retroHunt(id).poke();
}
