import { expect, it } from 'vitest';
import { credentialOf, withSource, type Credentials } from './state.ts';

const source = (id: string, kind: string, secret: string) => ({ id, kind, path: `/in/${id}`, secret });
const KNOWN: Credentials = {
  consoleUrl: 'http://localhost:1',
  ingestUrl: 'http://localhost:2',
  org: 'org_1',
  user: 'usr_1',
  apiKey: 'vdt_x',
  approver: { keyId: 'k', publicKey: 'p', privateKey: 's' },
  sources: { 'standard.webhook': source('src_1', 'standard.webhook', 'first') },
};

it('a new secret takes the place of the one before, wherever that is filed', () => {
  const rotated = withSource(KNOWN, source('src_1', 'standard.webhook', 'second'));
  expect(Object.keys(rotated.sources)).toEqual(['standard.webhook']);
  expect(credentialOf(rotated, 'src_1')?.secret).toBe('second');
});

it('a second source of a kind is kept beside the first', () => {
  const both = withSource(KNOWN, source('src_2', 'standard.webhook', 'other'));
  expect(credentialOf(both, 'src_1')?.secret).toBe('first');
  expect(credentialOf(both, 'src_2')?.secret).toBe('other');
  expect(credentialOf(both, 'src_3')).toBeUndefined();
});
