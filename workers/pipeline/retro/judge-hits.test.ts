import { describe, expect, it } from 'vitest';
import type { DraftKey, HuntDraft, StoredHit } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import { makeCorrelation, makeHit } from '../../../src/detect/correlation/testing/make-correlation.ts';
import { judgeHits } from './judge-hits.ts';

/** A hunt whose correlation fires once in each of so many groups. */
function huntOf(groups: number) {
  const hits: StoredHit[] = Array.from({ length: groups }, (_, g) =>
    makeHit(g, { group: [`user${g}`], event: `e${g}` }),
  ).map((hit, i) => ({ id: String(i).padStart(6, '0'), time: hit.time, hit }));
  const asked: number[] = [];
  const draftOf = (of: DraftKey): HuntDraft => ({
    ...of,
    foreign: false,
    keptBack: of.event.endsWith('7'),
    finding: { id: of.event, org: 'org_a', fields: [], evidence: {} } as unknown as Finding,
  });
  return {
    asked,
    hits: (after: { readonly time: number; readonly id: string } | undefined, limit: number) =>
      Promise.resolve(hits.filter((h) => after === undefined || h.id > after.id).slice(0, limit)),
    drafts: (of: readonly DraftKey[]) => {
      asked.push(of.length);
      return Promise.resolve(of.map(draftOf));
    },
  };
}
const rules = { correlations: [makeCorrelation({ bounds: [{ op: 'gte', value: 1 }] })] };

describe('the judgement over the hits of a hunt', () => {
  it('asks for drafts many at a time and hands findings on as it goes', async () => {
    const hunt = huntOf(5_000);
    const portions: number[] = [];
    const keptBack = await judgeHits(hunt, rules, (findings) => {
      portions.push(findings.length);
      return Promise.resolve(true);
    });
    expect(keptBack).toBe(500);
    expect(portions.reduce((a, b) => a + b)).toBe(4_500);
    expect(Math.max(...portions)).toBeLessThanOrEqual(200);
    expect(hunt.asked.length).toBeLessThan(100);
  });

  it('ends where no more findings are wanted', async () => {
    const hunt = huntOf(5_000);
    await judgeHits(hunt, rules, () => Promise.resolve(false));
    expect(hunt.asked).toHaveLength(1);
  });
});
