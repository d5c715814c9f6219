import type { SourceGrant } from '../contracts/access.ts';
import type { RefusalReport } from '../contracts/rpc-sources.ts';
import type { FailureCode } from '../kit/errors.ts';

/** How often one isolate tells at most, whatever is thrown at it. */
const TELL_EVERY_MS = 5_000;
/** Sources that are counted between two tellings; whoever knows the ids of more is not counted for the rest. */
const SOURCES_MAX = 50;

interface Counted {
  readonly org: string;
  readonly codes: Map<FailureCode, { count: number; at: number }>;
}

/**
 * What this isolate turned away, in numbers by source and reason: fixed room, nothing of what was sent, and one telling in some
 * seconds however many there were. The first after a pause is told at once, so that whoever sets a sender up sees why it fails.
 */
export class Refusals {
  private readonly sources = new Map<string, Counted>();
  private toldAt = -Infinity;
  /** When a telling is due that somebody waits for already, ms */
  private dueAt = -Infinity;

  note(grant: Pick<SourceGrant, 'id' | 'org'>, code: FailureCode, now: number): void {
    let counted = this.sources.get(grant.id);
    if (counted === undefined) {
      if (this.sources.size >= SOURCES_MAX) return;
      counted = { org: grant.org, codes: new Map() };
      this.sources.set(grant.id, counted);
    }
    const known = counted.codes.get(code);
    if (known === undefined) counted.codes.set(code, { count: 1, at: now });
    else {
      known.count++;
      known.at = now;
    }
  }

  /**
   * How long to wait before {@link take}, ms, for the one request that is to see to it; undefined where there is nothing, or another
   * request waits already. One that was cut off while it waited is replaced after as long again.
   */
  wait(now: number): number | undefined {
    if (this.sources.size === 0 || now < this.dueAt + TELL_EVERY_MS) return undefined;
    const ms = Math.max(0, this.toldAt + TELL_EVERY_MS - now);
    this.dueAt = now + ms;
    return ms;
  }

  /** What was counted, which is then forgotten: a telling that fails is not repeated. */
  take(now: number): RefusalReport[] {
    const reports = [...this.sources].map(([source, { org, codes }]): RefusalReport => {
      const counts = [...codes].map(([code, { count, at }]) => ({ code, count, at }));
      return { v: 1, org, source, counts };
    });
    this.sources.clear();
    this.toldAt = now;
    this.dueAt = -Infinity;
    return reports;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tells of refusals when their time has come. Never rejects: a count that is lost harms nobody. */
export async function tellRefusals(
  refusals: Refusals,
  tell: (report: RefusalReport) => Promise<unknown>,
  waitMs: number,
  now: () => number,
): Promise<void> {
  if (waitMs > 0) await sleep(waitMs);
  await Promise.allSettled(refusals.take(now()).map((report) => tell(report)));
}
