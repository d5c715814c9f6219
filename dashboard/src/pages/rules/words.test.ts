import { describe, expect, it } from 'vitest';
import { attackLink, describe as apart, endOf, safeLink } from './words.ts';

describe('what a rule says of itself', () => {
  it('is a lead and the steps after Triage, lines that go on included', () => {
    const text =
      'A key was made.\nIt lives long.\nTriage:\n1. Whose is it?\n   Ask them.\n2) Deactivate it\n- Look for use\n';
    expect(apart(text)).toEqual({
      lead: 'A key was made.\nIt lives long.',
      steps: ['Whose is it? Ask them.', 'Deactivate it', 'Look for use'],
    });
  });
  it('stays whole where there is no such line, or no step below it', () => {
    expect(apart('Triage is hard.')).toEqual({ lead: 'Triage is hard.', steps: [] });
    expect(apart('One.\nTriage:\nSee the wiki.')).toEqual({ lead: 'One.\nSee the wiki.', steps: [] });
  });
});

describe('links out of a rule', () => {
  it('are followed for the web alone', () => {
    expect(safeLink('https://attack.mitre.org/')).toBe('https://attack.mitre.org/');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' java\nscript:x', 'ticket SEC-1', '//evil.example'])
      expect(safeLink(bad), bad).toBeUndefined();
  });
  it('lead to the page of a technique and its part', () => {
    expect(attackLink('T1562.008')).toBe('https://attack.mitre.org/techniques/T1562/008/');
    expect(attackLink('t1110')).toBe('https://attack.mitre.org/techniques/T1110/');
    expect(attackLink('T1110/../x')).toBeUndefined();
  });
});

describe('an end', () => {
  const now = Date.UTC(2026, 10, 21);
  it('is so many days from now, or the last moment of a day', () => {
    expect(endOf('7', '', now)).toBe(now + 7 * 86_400_000);
    expect(new Date(endOf('date', '2026-12-01', now)!).getDate()).toBe(1);
    expect(endOf('date', '2026-12-01', now)! - new Date('2026-12-01T00:00:00').getTime()).toBe(86_400_000 - 1);
  });
  it('is none where the day is none', () => {
    for (const bad of ['', '2026-13-45', 'tomorrow']) expect(endOf('date', bad, now), bad).toBeUndefined();
  });
});
