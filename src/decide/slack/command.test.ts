import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from './command.ts';

describe('the text behind /vedette', () => {
  test('names what is asked, of what, and why', () => {
    expect(parseCommand(' incidents ')).toEqual({ kind: 'incidents' });
    expect(parseCommand('STATUS')).toEqual({ kind: 'status' });
    expect(parseCommand('show `inc_1`')).toEqual({ kind: 'show', incident: 'inc_1' });
    expect(parseCommand('approve plan_1')).toEqual({ kind: 'verdict', verdict: 'approve', plan: 'plan_1', reason: '' });
    expect(parseCommand('deny plan_1  not   ours')).toEqual({
      kind: 'verdict',
      verdict: 'deny',
      plan: 'plan_1',
      reason: 'not ours',
    });
    expect(parseCommand('release inc_1 false alarm')).toEqual({
      kind: 'release',
      incident: 'inc_1',
      reason: 'false alarm',
    });
  });

  test('a verdict or a release is never guessed: a wrong, missing or other id is an offer of help that says what is missing', () => {
    for (const text of [
      'approve',
      'approve inc_1',
      'approve plan_',
      "approve plan_1'--",
      'deny',
      'release inc_1',
      'release plan_1 x',
    ])
      expect(parseCommand(text)).toMatchObject({ kind: 'help', because: expect.stringContaining('/vedette') });
    for (const text of ['approv plan_1', 'aprove', 'yes', 'constructor', '__proto__ x'])
      expect(parseCommand(text)).toMatchObject({ kind: 'help', because: 'There is no such command.' });
  });

  test('whatever is typed, only the three words that change something ever do, and reasons stay within bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const asked = parseCommand(text);
        if (asked.kind === 'verdict' || asked.kind === 'release') {
          expect(text.trim().toLowerCase()).toMatch(/^(approve|deny|release)\s/);
          expect(asked.reason.length).toBeLessThanOrEqual(1_000);
        }
      }),
    );
    const long = parseCommand(`deny plan_1 ${'x'.repeat(5_000)}`);
    expect(long.kind === 'verdict' && long.reason.length).toBe(1_000);
  });
});
