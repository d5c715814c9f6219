import { describe, expect, it } from 'vitest';
import type { DetectionContent } from '../../contracts/detections.ts';
import { compileRules } from '../compile-rules.ts';
import { NO_CONTENT, organisationRules } from './organisation.ts';

const SOURCE = { product: 'aws', service: 'cloudtrail' };
const NOW = 1_000;
const text = (id: string, name: string, more = ''): string => `title: Rule ${id}
id: ${id}
name: ${id}
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ${name} }
  condition: selection
${more}`;
const shipped = compileRules([{ path: 'a', text: text('shipped', 'Open') }]).engine;
const own = (id: string, body: string, state: 'enabled' | 'shadow' = 'enabled') => ({
  id,
  version: 1,
  state,
  text: body,
  since: 0,
});
const made = (more: Partial<DetectionContent>) => organisationRules(shipped, { ...NO_CONTENT, ...more });
const open = { eventName: 'Open', user: 'backup' };
const found = (rules: ReturnType<typeof made>, record: Record<string, unknown> = open) =>
  rules.match(SOURCE, record, NOW).map((r) => [r.id, rules.judge(r, record, NOW)?.verdict.as]);

describe('the rules of an organisation', () => {
  it('are those that ship, where nothing is its own', () => {
    expect(found(made({}))).toEqual([['shipped', 'finding']]);
  });

  it('are its own beside them, in the state that each has', () => {
    const rules = made({ rules: [own('mine', text('mine', 'Open')), own('shy', text('shy', 'Open'), 'shadow')] });
    expect(found(rules)).toEqual([
      ['shipped', 'finding'],
      ['mine', 'finding'],
      ['shy', 'shadow'],
    ]);
    expect(rules.explain('mine', open)).toEqual([{ field: 'eventName', value: 'Open' }]);
  });

  it('leave out one that is switched off, for correlations too', () => {
    const tunings = [{ rule: 'shipped', state: 'disabled' as const, level: null, until: 2_000 }];
    expect(found(made({ tunings }))).toEqual([]);
  });

  it('count a match that is suppressed: only the finding is kept back', () => {
    const suppressions = [{ id: 'sup_1', rule: 'shipped', where: { user: 'backup' }, expiresAt: 2_000 }];
    expect(found(made({ suppressions }))).toEqual([['shipped', 'suppressed']]);
  });

  it('go on without one that does not compile, or takes the id of one that ships, and say so', () => {
    const rules = made({
      rules: [own('bad', 'title: x'), own('thief', text('shipped', 'Close')), own('good', text('good', 'Open'))],
    });
    expect(rules.broken.map((b) => b.id)).toEqual(['bad', 'thief']);
    expect(found(rules)).toEqual([
      ['shipped', 'finding'],
      ['good', 'finding'],
    ]);
    expect(found(rules, { eventName: 'Close' })).toEqual([]);
  });

  it('may count rules that ship, by their ids, without silencing them', () => {
    const correlation = `title: Often
id: often
correlation: { type: event_count, rules: [shipped], group-by: [user], timespan: 1m, condition: { gte: 3 } }
level: high
`;
    const rules = made({ rules: [own('often', correlation)] });
    expect(rules.broken).toEqual([]);
    expect(rules.correlations).toMatchObject([{ rules: ['shipped'] }]);
    expect(found(rules)).toEqual([['shipped', 'finding']]);
  });

  it('make no finding of what only a correlation counts', () => {
    const correlation = `---
title: Many
id: many
correlation: { type: event_count, rules: [base], group-by: [user], timespan: 1m, condition: { gte: 3 } }
level: high
`;
    const rules = made({ rules: [own('many', text('base', 'Open', correlation))] });
    expect(found(rules)).toEqual([
      ['shipped', 'finding'],
      ['base', undefined],
    ]);
    expect(rules.correlations.map((c) => c.meta.id)).toEqual(['many']);
  });
});
