import { expect, test } from 'vitest';
import { escapeMarkdown, markdownOf, type Report } from './report.ts';

const report = (title: string, text: string): Report => ({
  incident: {
    id: 'inc_1',
    title,
    severity: 'high',
    risk: 80,
    phase: 'closed',
    openedAt: 0,
    closedAt: 1000,
  } as Report['incident'],
  investigation: { actions: [], plans: [], escalations: [], limits: [] },
  events: [],
  comments: [{ id: 'cmt_1', actor: 'user:usr_a', text, at: 500 }],
});

test('text of others is text in the report, never markup or a new line', () => {
  const made = markdownOf(report('<img src=x> [a](javascript:x)', 'one\n# two'), 2000);
  expect(made).toContain('# \\<img src=x\\> \\[a\\]\\(javascript:x\\)');
  expect(made).toContain('user:usr\\_a: one \\# two');
  expect(made).not.toMatch(/^# two/m);
});

test('what is missing is said instead of left out', () => {
  const made = markdownOf(report('Leak', 'x'), 2000);
  expect(made).toContain('No analyst report.');
  expect(made).toContain('Nothing was reported as left out.');
});

test('every character that Markdown reads is escaped', () => {
  expect(escapeMarkdown('a*b_c`d|e')).toBe('a\\*b\\_c\\`d\\|e');
});
