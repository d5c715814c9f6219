import type { Level } from '../../contracts/common.ts';
import type { DetectionContent } from '../../contracts/detections.ts';
import type { RuleMeta, Views } from '../types.ts';
import { compileWhere, type WhereTest } from './where.ts';

/** What becomes of a match: a finding of some level, or a row that says what was kept back, or nothing. */
export type Verdict =
  | { readonly as: 'finding'; readonly level: Level }
  | { readonly as: 'shadow'; readonly level: Level }
  | { readonly as: 'suppressed'; readonly level: Level; readonly by: string }
  | { readonly as: 'off' };

export interface Tuning {
  /** Suppressions that do not compile: they keep nothing back */
  readonly broken: readonly { readonly id: string; readonly why: string }[];
  /**
   * What becomes of a rule's match in a record. `now` is the time of judging (ms), by which tunings and suppressions end.
   * `state` is an own rule's.
   */
  judge(
    rule: Pick<RuleMeta, 'id' | 'level'>,
    record: Record<string, unknown>,
    now: number,
    more?: { readonly views?: Views; readonly state?: 'shadow' | 'enabled' },
  ): Verdict;
}

interface Suppression {
  readonly id: string;
  readonly expiresAt: number;
  readonly test: WhereTest;
}

/** Tunings and suppressions of an organisation, made ready. */
export function createTuning(content: Pick<DetectionContent, 'tunings' | 'suppressions'>): Tuning {
  const tunings = new Map(content.tunings.map((t) => [t.rule, t]));
  const byRule = new Map<string, Suppression[]>();
  const broken: { id: string; why: string }[] = [];
  for (const { id, rule, where, expiresAt } of content.suppressions) {
    const compiled = compileWhere(where);
    if (!compiled.ok) {
      broken.push({ id, why: compiled.error });
      continue;
    }
    const list = byRule.get(rule) ?? [];
    list.push({ id, expiresAt, test: compiled.value });
    byRule.set(rule, list);
  }
  const forAll = byRule.get('*') ?? [];
  return {
    broken,
    judge(rule, record, now, { views, state } = {}) {
      const tuning = tunings.get(rule.id);
      const tuned = tuning !== undefined && (tuning.until === null || tuning.until > now) ? tuning : undefined;
      const level = tuned?.level ?? rule.level;
      const is = tuned?.state ?? state ?? 'enabled';
      if (is === 'disabled') return { as: 'off' };
      const own = byRule.get(rule.id);
      if (own !== undefined || forAll.length > 0)
        for (const s of own === undefined ? forAll : [...own, ...forAll])
          if (s.expiresAt > now && s.test(record, views)) return { as: 'suppressed', level, by: s.id };
      return is === 'shadow' ? { as: 'shadow', level } : { as: 'finding', level };
    },
  };
}
