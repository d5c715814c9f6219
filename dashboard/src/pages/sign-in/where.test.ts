import { describe, expect, it } from 'vitest';
import { deviceName, linkToken, returnPath, safeRedirect } from './where.ts';

describe('where one goes after signing in', () => {
  it('is a path of this site', () => {
    expect(returnPath('/incidents/inc_1?x=1')).toBe('/incidents/inc_1?x=1');
    expect(returnPath(undefined)).toBe('/');
  });
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '',
    'incidents',
    '/sign-in?return=/',
  ])('is never %j', (wish) => expect(returnPath(wish)).toBe('/'));
});

it('a one-time link’s token is taken from behind the #, and nothing else is', () => {
  expect(linkToken(`#link=${'a'.repeat(43)}`)).toBe('a'.repeat(43));
  for (const hash of ['', '#', '#link=', '#link=short', `#link=${'a'.repeat(43)}&x=1`, `#other=${'a'.repeat(43)}`])
    expect(linkToken(hash)).toBeUndefined();
});

it('an identity provider is under TLS or on this machine', () => {
  expect(safeRedirect('https://idp.example/a?b=c')).toBe('https://idp.example/a?b=c');
  expect(safeRedirect('http://localhost:9000/x')).toBe('http://localhost:9000/x');
  for (const url of [
    'http://idp.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/here',
    'http://localhost.evil.example',
  ])
    expect(safeRedirect(url)).toBeUndefined();
});

it('a passkey is named after what it is made on', () => {
  expect(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)')).toBe('Mac');
  expect(deviceName('Mozilla/5.0 (Linux; Android 16)')).toBe('Android');
  expect(deviceName('')).toBe('This device');
});
