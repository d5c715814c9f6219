import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileRules } from './compile-rules.ts';
import { aim, aimed } from './testing/aim.ts';
import { detection, PLACEHOLDERS, record, type RandomDetection } from './testing/generators.ts';
import { judge, print } from './testing/oracle.ts';

const RULES = 20;
const EVENTS = 50;
const CHUNKS = 100;
const event = fc.record({ raw: record, ocsf: record, vedette: record, aims: fc.array(aim, { maxLength: 3 }) });
const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };

const file = ({ searches, conditions }: RandomDetection, n: number) => ({
  path: `rule-${n}.yml`,
  text: stringify(
    { title: `Rule ${n}`, logsource: LOGSOURCE, detection: { ...searches, condition: conditions.map(print) } },
    { lineWidth: 0 },
  ),
});

describe('the engine', () => {
  it('judges 100,000 random pairs of a rule and an event as the naive interpreter does', { timeout: 300_000 }, () => {
    let pairs = 0;
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(detection, { minLength: RULES, maxLength: RULES, size: 'max' }),
        fc.array(event, { minLength: EVENTS, maxLength: EVENTS, size: 'max' }),
        (detections, events) => {
          const { engine, errors } = compileRules(detections.map(file), { placeholders: PLACEHOLDERS });
          expect(errors).toEqual([]);
          for (const { aims, ...random } of events) {
            const { raw, ...views } = aims.reduce((e, at) => aimed(e, detections, at, PLACEHOLDERS), random);
            const wanted = detections.flatMap(({ searches, conditions }, n) => {
              const holds = conditions.some((c) => judge(searches, c, raw, { placeholders: PLACEHOLDERS, views }));
              return holds ? [`Rule ${n}`] : [];
            });
            const found = engine.match(LOGSOURCE, raw, { ocsf: () => views.ocsf, vedette: () => views.vedette });
            expect(
              found.map((r) => r.title),
              JSON.stringify(raw),
            ).toEqual(wanted);
            pairs += detections.length;
            matched += wanted.length;
          }
        },
      ),
      { numRuns: CHUNKS },
    );
    expect(pairs).toBe(100_000);
    // Neither all nor nothing: what never matches proves little.
    expect(matched).toBeGreaterThan(pairs * 0.1);
    expect(matched).toBeLessThan(pairs * 0.9);
  });
});
