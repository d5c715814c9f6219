import { expect, it } from 'vitest';
import { EXIT } from './exit.ts';
import { pickSource } from './find-source.ts';

const source = (id: string, kind: string, name: string, enabled = true) => ({ id, kind, name, enabled });
const ALL = [
  source('src_1', 'standard.webhook', 'first'),
  source('src_2', 'standard.webhook', 'second'),
  source('src_3', 'okta.hook', 'src_1'),
  source('src_4', 'falco.webhook', 'old cluster', false),
  source('src_5', 'falco.webhook', 'cluster'),
  source('src_6', 'splunk.hec', 'twice'),
  source('src_7', 'vedette.telemetry', 'twice'),
];
const refusal = (word: string): unknown => {
  try {
    return pickSource(word, ALL).id;
  } catch (error) {
    return error;
  }
};

it('a word is an id before it is a name, and a name before it is a kind', () => {
  expect(pickSource('src_1', ALL).id).toBe('src_1');
  expect(pickSource('second', ALL).id).toBe('src_2');
  expect(pickSource('okta.hook', ALL).id).toBe('src_3');
});

it('a source that is disabled is meant only where no other is', () => {
  expect(pickSource('falco.webhook', ALL).id).toBe('src_5');
  expect(pickSource('old cluster', ALL).id).toBe('src_4');
});

it.each([
  ['standard.webhook', /2 sources have the kind .*src_1 \(first\), src_2 \(second\)/],
  ['twice', /2 sources have the name .*src_6 .*src_7/],
  ['github.webhook', /no source of kind github\.webhook yet.*sources add github\.webhook/],
  ['no\u001b[2Jsuch', /There is no source "no·\[2Jsuch" here; known: standard\.webhook src_1 \(first\)/],
])('%j is refused with which there are', (word, words) => {
  expect(refusal(word)).toMatchObject({ exitCode: EXIT.usage, message: expect.stringMatching(words) });
});
