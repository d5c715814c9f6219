import { expect, it } from 'vitest';
import { accountsOf, setUpWords } from './data.ts';

it('account numbers are read however they are separated, each once; anything else is none', () => {
  expect(accountsOf('111122223333, 444455556666\n111122223333')).toEqual(['111122223333', '444455556666']);
  expect(accountsOf('  ')).toEqual([]);
  expect(accountsOf('111122223333 acme')).toBeUndefined();
});

it('each kind of sender is told its own set-up', () => {
  expect(setUpWords('aws.eventbridge', 'https://in.example/x')).toContain('x-api-key');
  expect(setUpWords('standard.webhook', 'https://in.example/x')).toContain('https://in.example/x');
});
