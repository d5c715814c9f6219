import { describe, expect, it } from 'vitest';
import { createTuning } from './tuning.ts';
import { compileWhere } from './where.ts';

const NOW = 1_000;
const RULE = { id: 'r1', level: 'high' as const };
const suppression = (where: Record<string, string>, rule = 'r1', expiresAt = 2_000) => ({
  id: `sup_${rule === '*' ? 'all' : rule}`,
  rule,
  where,
  expiresAt,
});
const tune = (more: Partial<Parameters<typeof createTuning>[0]>) =>
  createTuning({ tunings: [], suppressions: [], ...more });

describe('tuning', () => {
  it('lets a match become a finding of the rule’s own level where nothing is tuned', () => {
    expect(tune({}).judge(RULE, {}, NOW)).toEqual({ as: 'finding', level: 'high' });
  });

  it('ends when it ends: the rule is then as it ships', () => {
    const t = tune({ tunings: [{ rule: 'r1', state: 'disabled', level: null, until: 2_000 }] });
    expect(t.judge(RULE, {}, 1_999)).toEqual({ as: 'off' });
    expect(t.judge(RULE, {}, 2_000)).toEqual({ as: 'finding', level: 'high' });
  });

  it('gives another level, or keeps the rule in shadow', () => {
    const t = tune({ tunings: [{ rule: 'r1', state: 'shadow', level: 'low', until: null }] });
    expect(t.judge(RULE, {}, NOW)).toEqual({ as: 'shadow', level: 'low' });
    expect(t.judge({ ...RULE, id: 'r2' }, {}, NOW)).toEqual({ as: 'finding', level: 'high' });
  });

  it('keeps back what a suppression of the rule or of all rules describes, until it ends, and names which did', () => {
    const t = tune({
      suppressions: [suppression({ 'user.name|startswith': 'svc-' }), suppression({ account: '1' }, '*', 1_500)],
    });
    expect(t.judge(RULE, { user: { name: 'SVC-backup' } }, NOW)).toMatchObject({ as: 'suppressed', by: 'sup_r1' });
    expect(t.judge({ ...RULE, id: 'r2' }, { user: { name: 'svc-backup' } }, NOW).as).toBe('finding');
    expect(t.judge({ ...RULE, id: 'r2' }, { account: '1' }, NOW)).toMatchObject({ as: 'suppressed', by: 'sup_all' });
    expect(t.judge({ ...RULE, id: 'r2' }, { account: '1' }, 1_500).as).toBe('finding');
    expect(t.judge(RULE, { user: { name: 'svc-backup' } }, 2_000).as).toBe('finding');
  });

  it('does without a suppression that does not compile, and says so: what it would have kept back is shown', () => {
    const t = tune({ suppressions: [suppression({ 'user|re': '(?=x)y' })] });
    expect(t.broken).toMatchObject([{ id: 'sup_r1' }]);
    expect(t.judge(RULE, { user: 'x' }, NOW).as).toBe('finding');
  });

  it('names what is wrong with a suppression’s fields', () => {
    expect(compileWhere({ 'a|contans': 'x' })).toMatchObject({ ok: false });
    expect(compileWhere({})).toMatchObject({ ok: false });
  });
});
