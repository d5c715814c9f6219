import type { Views } from '../../src/detect/types.ts';
import type { EventFacts, Normalizer } from '../../src/normalize/types.ts';

/** What rules may read of an event besides its raw record, each view made when a rule first asks for it. */
export function viewsOf(normalizer: Normalizer, facts: EventFacts, record: Record<string, unknown>): Views {
  let ocsf: Readonly<Record<string, unknown>> | undefined;
  return {
    ocsf: () => (ocsf ??= normalizer.toOcsf(record, facts) as unknown as Readonly<Record<string, unknown>>),
  };
}
