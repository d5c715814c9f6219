import { describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../../src/contracts/source-catalogue.generated.ts';
import { everyValue, minutesOf } from './args.ts';
import { EXIT } from './exit.ts';
import { accountsOf, settingsOf, type SourceKind } from './source-settings.ts';

const setting = (name: string, type: 'text' | 'list', required: boolean) => ({
  name,
  label: `The ${name}`,
  help: `Where ${name} is found.`,
  type,
  pattern: '[a-z]{2,8}',
  required,
  example: `some${type}`,
});
const KIND = {
  id: 'example.kind',
  settings: [setting('topics', 'list', true), setting('tenant', 'text', true), setting('note', 'text', false)],
  accounts: { label: 'example ids', pattern: '[0-9]{3}', example: '123' },
} as unknown as SourceKind;
const refusal = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error;
  }
};
const usage = (words: RegExp) =>
  expect.objectContaining({ exitCode: EXIT.usage, message: expect.stringMatching(words) });

describe('settings as words', () => {
  it('are texts and lists as the kind has them, a list split at commas or named twice', () => {
    const words = ['topics=ab,cd', 'tenant=ef', 'topics=gh'];
    expect(settingsOf(KIND, words)).toEqual({ topics: ['ab', 'cd', 'gh'], tenant: 'ef' });
  });

  it('stay as they were where no word names them, and go where one names them empty', () => {
    const before = { topics: ['ab'], tenant: 'ef', note: 'gh' };
    expect(settingsOf(KIND, ['tenant=xy', 'note='], before)).toEqual({ topics: ['ab'], tenant: 'xy' });
  });

  it.each([
    [[], /needs topics and tenant[^]*Where topics is found\.\n {4}--set topics=somelist,…/],
    [['topics=ab'], /needs tenant\./],
    [['topics=', 'tenant=ab'], /needs topics/],
    [['color=red'], /has no setting "color"[^]*--set tenant=sometext/],
    [['topics'], /takes name=value, not "topics"/],
    [['topics=ab', 'tenant=UPPER'], /tenant does not read as "UPPER"\. Where tenant is found/],
    [['topics=ab,c', 'tenant=ab'], /topics does not read as "c"/],
    [['topics=ab', 'tenant=ab', 'tenant=cd'], /tenant is one value/],
    [['topics=ab', 'tenant=ab', '__proto__=x'], /has no setting "__proto__"/],
  ])('%j are refused with what is needed', (words, message) => {
    expect(refusal(() => settingsOf(KIND, words))).toEqual(usage(message));
  });

  it('of every kind are taken as the kind’s own examples write them', () => {
    for (const about of SOURCE_CATALOGUE) {
      const kind = { ...about, settings: [...about.settings] } as unknown as SourceKind;
      const words = about.settings.map((s) => `${s.name}=${s.example}`);
      expect(Object.keys(settingsOf(kind, words))).toEqual(about.settings.map((s) => s.name));
    }
  });
});

it('accounts are as their vendor writes them', () => {
  expect(accountsOf(KIND, ['123,456', '789'])).toEqual(['123', '456', '789']);
  expect(refusal(() => accountsOf(KIND, ['12']))).toEqual(usage(/example ids, such as 123, not "12"/));
});

describe('flags', () => {
  it('that may be given several times are all read', () => {
    expect(everyValue(['kind', '--set', 'a=1', '--set=b=2', '--name', 'x', '--', '--set', 'c=3'], 'set')).toEqual([
      'a=1',
      'b=2',
    ]);
    expect(refusal(() => everyValue(['--set', '--name'], 'set'))).toEqual(usage(/--set takes a value/));
  });

  it('of minutes take whole numbers from 0', () => {
    expect([minutesOf('0', 'rhythm'), minutesOf('60', 'rhythm')]).toEqual([0, 60]);
    for (const wrong of ['', '-1', '1.5', 'an hour'])
      expect(refusal(() => minutesOf(wrong, 'rhythm'))).toEqual(usage(/--rhythm takes minutes/));
  });
});
