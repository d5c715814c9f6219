import type { BlockEntry, HuntMessage, Observable } from '../../src/contracts/delivery.ts';
import { utf8 } from '../../src/kit/bytes.ts';
import type { EventFacts, Normalizer } from '../../src/normalize/types.ts';
import type { HeldIndicators } from './indicators.ts';
import { eventIdOf } from './make-finding.ts';

/** Below the 128,000 bytes that a queue message carries. */
const MESSAGE_MAX_BYTES = 100_000;
const MESSAGE_MAX_OBSERVABLES = 500;
/** An indicator is never longer; a longer value can match none. */
const VALUE_MAX_CHARS = 2048;

/** Collects the distinct observables of one organisation's blocks that may be indicators, each with the first event that showed it. */
export class Observables {
  private readonly list: HeldIndicators | undefined;
  private readonly seen = new Map<string, Observable>();

  constructor(list: HeldIndicators | undefined) {
    this.list = list;
  }

  add(
    entry: BlockEntry,
    normalizer: Normalizer,
    facts: EventFacts,
    record: Record<string, unknown>,
    foreignAccount: boolean,
  ): void {
    if (this.list === undefined) return;
    const { set } = this.list;
    let principal: string | undefined | null = null;
    for (const [type, value] of normalizer.observables(record)) {
      // Every event pays for this line; what follows is for the few that meet an indicator.
      if (!set.sees(type, value)) continue;
      const key = `${type}|${foreignAccount ? 1 : 0}|${value}`;
      if (this.seen.has(key) || value.length === 0 || value.length > VALUE_MAX_CHARS) continue;
      if (principal === null)
        principal = normalizer.entities(record).find((e) => e.role === 'actor' && e.type === 'principal')?.id;
      this.seen.set(key, {
        type,
        value,
        delivery: entry.id,
        eventId: eventIdOf(facts.uid),
        source: normalizer.format,
        time: Math.max(0, Math.trunc(facts.time)),
        acceptedAt: entry.acceptedAt,
        ...(facts.account === undefined ? {} : { account: facts.account.slice(0, 64) }),
        ...(facts.region === undefined ? {} : { region: facts.region.slice(0, 64) }),
        ...(principal === undefined ? {} : { principal: principal.slice(0, VALUE_MAX_CHARS) }),
        foreignAccount,
      });
    }
  }

  /** As few messages as the queue's limits allow; none if nothing was seen. */
  messages(org: string, block: string): HuntMessage[] {
    const messages: HuntMessage[] = [];
    let observables: Observable[] = [];
    let bytes = 0;
    const close = () => {
      if (observables.length > 0) messages.push({ v: 1, org, block, list: this.list!.version, observables });
      observables = [];
      bytes = 0;
    };
    for (const o of this.seen.values()) {
      const size = utf8(JSON.stringify(o)).byteLength + 1;
      if (observables.length >= MESSAGE_MAX_OBSERVABLES || bytes + size > MESSAGE_MAX_BYTES) close();
      observables.push(o);
      bytes += size;
    }
    close();
    return messages;
  }
}
