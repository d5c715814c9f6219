import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/problem.ts';
import type { Kind } from './data.ts';
import { accountsOf, bodyOf, checked, EMPTY, linesOf, placed, usualRhythm, type Draft } from './form.ts';

const KIND: Kind = {
  id: 'aws.sns',
  title: 'Amazon SNS',
  vendor: 'AWS',
  summary: '',
  proves: '',
  limits: '',
  secret: 'none',
  settings: [
    {
      name: 'topics',
      label: 'Topics',
      help: '',
      type: 'list',
      pattern: 'arn:[a-z,/]+',
      required: true,
      example: 'arn:x',
    },
    { name: 'region', label: 'Region', help: '', type: 'text', pattern: 'eu|us', required: false, example: 'eu' },
  ],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  rhythmMinutes: 60,
  formats: [],
  references: [],
  tools: [],
};
const draft = (more: Partial<Draft>): Draft => ({ ...EMPTY, name: 'Mine', settings: { topics: 'arn:x' }, ...more });
const wrong = (more: Partial<Draft>) => checked(KIND, draft(more)).wrong;

it('accounts stand apart by blanks, commas or lines, each once; values of a list by lines only', () => {
  expect(accountsOf(' 1, 2\n1;3 ')).toEqual(['1', '2', '3']);
  expect(linesOf('a,b/c\n\n a,b/c \nd')).toEqual(['a,b/c', 'd']);
});

describe('a draft', () => {
  it('that is right is the body, trimmed; what is as usual is left out', () => {
    expect(wrong({})).toEqual({});
    expect(
      bodyOf(
        KIND,
        draft({ name: ' Mine ', accounts: '123456789012', settings: { topics: 'arn:x\narn:y', region: ' ' } }),
      ),
    ).toEqual({
      kind: 'aws.sns',
      name: 'Mine',
      accounts: ['123456789012'],
      settings: { topics: ['arn:x', 'arn:y'] },
    });
    expect(bodyOf(KIND, draft({ rhythm: 'never' })).rhythmMinutes).toBe(0);
  });
  it('holds a secret that the sender issued, trimmed, where its kind takes one', () => {
    const secretOf = (kind: Kind, secret: string) => bodyOf(kind, draft({ secret })).secret;
    const webhook: Kind = { ...KIND, secret: 'webhook' };
    expect(secretOf(webhook, ' whsec_abc\n')).toBe('whsec_abc');
    expect(Object.keys(bodyOf(webhook, draft({ secret: ' ' })))).not.toContain('secret');
    // Typed before another kind was chosen: nothing of it is sent.
    expect(secretOf(KIND, 'whsec_abc')).toBeUndefined();
    expect(checked(webhook, draft({ secret: 'whsec_abc' })).body).not.toHaveProperty('secret');
  });
  it('that lacks what is needed says so at its field', () => {
    expect(Object.keys(wrong({ name: ' ', settings: {} }))).toEqual(['name', 'settings.topics']);
  });
  it('a value must match whole: what only begins right is named with an example', () => {
    expect(wrong({ settings: { topics: 'arn:x\narn:x 1' } })).toEqual({
      'settings.topics': '“arn:x 1” does not look like one; such as arn:x',
    });
    expect(wrong({ settings: { topics: 'arn:x', region: 'europe' } })).toHaveProperty(['settings.region']);
    const many = Array.from({ length: 201 }, (_, i) => String(100_000_000_000 + i)).join(' ');
    expect(wrong({ accounts: many })['accounts']).toContain('At most 200');
    expect(wrong({ accounts: '123456789012 acme' })['accounts']).toContain('“acme”');
  });
  it('a rhythm of one’s own is whole minutes up to 30 days; a rate is a number or the default', () => {
    expect(wrong({ rhythm: 'set', after: '43200' })).toEqual({});
    for (const after of ['', '0', '1.5', '43201', '-1'])
      expect(wrong({ rhythm: 'set', after })).toHaveProperty('rhythm');
    expect(checked(KIND, draft({ rate: '' })).body.ratePerMinute).toBe(0);
    expect(wrong({ rate: 'many' })).toHaveProperty('rate');
  });
  it('to be as usual again is told as null', () => {
    expect(checked(KIND, draft({})).body.rhythmMinutes).toBeNull();
  });
});

describe('the server’s refusal', () => {
  const refusal = (field?: string) =>
    placed(new ApiError({ code: 'unprocessable', status: 422, detail: 'No.', field }));
  it('stands at the field that it points to', () => {
    expect(refusal('/settings/topics/2')).toEqual({ 'settings.topics': 'No.' });
    expect(refusal('/accounts/1')).toEqual({ accounts: 'No.' });
    expect(refusal('/rhythmMinutes')).toEqual({ rhythm: 'No.' });
    expect(refusal('/secret')).toEqual({ secret: 'No.' });
  });
  it('stands below the form where it points to none that is there', () => {
    expect(refusal()).toEqual({ '': 'No.' });
    expect(refusal('/kind')).toEqual({ '': 'No.' });
  });
});

it('a kind without a rhythm of its own is learnt', () => {
  expect(usualRhythm(KIND)).toContain('1 h');
  expect(usualRhythm({ ...KIND, rhythmMinutes: 0 })).toContain('history');
});
