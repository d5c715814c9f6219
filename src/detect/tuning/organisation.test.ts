import { describe, expect, it } from 'vitest';
import type { DetectionContent } from '../../contracts/detections.ts';
import { compileRules } from '../compile-rules.ts';
import { NO_CONTENT, organisationRules, OWN_MAX_CORRELATIONS } from './organisation.ts';

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

  it('go on without one that takes an id under which others make findings', () => {
    const ids = ['aws.guardduty:Recon', 'indicator:ip:0', 'vedette.baseline.api', 'manual'];
    const rules = made({ rules: ids.map((id) => own(id, text(`'${id}'`, 'Open').replace(/name: '.*\n/, ''))) });
    expect(rules.broken.map((b) => b.id)).toEqual(ids);
    expect(found(rules).map(([id]) => id)).toEqual(['shipped']);
  });

  it('go on without the one for which no room is left, and say so', () => {
    // Five spellings of each dash: 625 of one text.
    const long = (id: string, n: number) => {
      const values = Array.from({ length: n }, (_, i) => `-a -b -c -d${i}`).join(',');
      return own(
        id,
        text(id, `v7\n    cmd|windash|contains: [${values}]`)
          .replace('{ eventName', '\n    eventName')
          .replace(' }\n  cond', '\n  cond'),
      );
    };
    const rules = made({ rules: [long('a', 30), long('b', 30), long('c', 30), long('d', 33)] });
    expect(rules.broken).toMatchObject([
      { id: 'c', why: expect.stringContaining('no room') as string },
      { id: 'd', why: expect.stringContaining('unfolds to more') as string },
    ]);
    expect(found(rules, { eventName: 'v7', cmd: '/a /b /c /d7' }).map(([id]) => id)).toEqual(['a', 'b']);
  });

  it('count in a bounded number of correlations', () => {
    const counts = (id: string): string => `title: ${id}
id: ${id}
correlation: { type: event_count, rules: [shipped], group-by: [user], timespan: 1m, condition: { gte: 3 } }
level: high
`;
    const ids = Array.from({ length: OWN_MAX_CORRELATIONS + 1 }, (_, i) => `many-${i}`);
    const rules = made({ rules: ids.map((id) => own(id, counts(id))) });
    expect(rules.correlations).toHaveLength(OWN_MAX_CORRELATIONS);
    expect(rules.broken).toMatchObject([{ id: ids.at(-1)! }]);
  });

  it('go on without one that is made to break the parser', () => {
    const deep = `title: x\nlogsource: { product: aws }\ndetection:\n  s:\n    a:\n     ${'- '.repeat(90_000)}x\n  condition: s\n`;
    const rules = made({ rules: [own('deep', deep), own('good', text('good', 'Open'))] });
    expect(rules.broken.map((b) => b.id)).toEqual(['deep']);
    expect(found(rules).map(([id]) => id)).toEqual(['shipped', 'good']);
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
