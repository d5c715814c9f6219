import fc from 'fast-check';
import type { Normalizer } from '../types.ts';

/** Runs all that a normalizer does on any JSON object: by itself, and with any value under each of a good record's names. */
export function neverThrows(normalizer: Normalizer, good: Record<string, unknown>): void {
  const run = (record: Record<string, unknown>): void => {
    const facts = normalizer.facts(record);
    normalizer.entities(record);
    normalizer.observables(record);
    normalizer.verdict?.(record);
    normalizer.traits?.(record);
    if (facts.ok) normalizer.toOcsf(record, facts.value);
  };
  const names = Object.keys(good);
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(...names),
      fc.jsonValue(),
      (any, name, value) => {
        run(any);
        run({ ...good, [name]: value });
      },
    ),
    { numRuns: 100 },
  );
}
