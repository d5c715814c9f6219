import { describe, expect, it } from 'vitest';
import { readOperatorsOrigins, whyNotAsked } from './address.ts';

const PATH = '/v1/data/vedette/decide';

describe('which decision points may be asked', () => {
  it.each(['https://opa.example.com', 'https://opa.example.com:8443', 'https://8.8.8.8'])('%s may', (origin) =>
    expect(whyNotAsked(`${origin}${PATH}`, [])).toBeUndefined(),
  );
  it.each([
    'http://opa.example.com',
    'https://localhost',
    'https://opa',
    'https://opa.internal',
    'https://opa.localhost.',
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f000001',
    'https://2130706433',
    'https://10.1.2.3',
    'https://172.31.255.255',
    'https://192.168.1.1',
    'https://169.254.169.254',
    'https://100.64.0.1',
    'https://0.0.0.0',
    'https://255.255.255.255',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[fd00::1]',
    'https://user:pass@opa.example.com',
    'ftp://opa.example.com',
  ])('%s may not', (origin) => expect(whyNotAsked(`${origin}${PATH}`, [])).toBeTypeOf('string'));
  it.each([
    '/v1/policies',
    '/v1/data',
    '/v1/data/',
    '/',
    '/v1/data/a/../../policies',
    '/v1/data/a%2f..%2f..%2fpolicies',
    '/v1/data/a?pretty=true',
    '/v1/data/a#b',
  ])('the path %s may not: only rules are asked', (path) =>
    expect(whyNotAsked(`https://opa.example.com${path}`, [])).toBeTypeOf('string'),
  );
  it('the operator’s origins may, and only those', () => {
    const allowed = readOperatorsOrigins(' http://localhost:8181/x, nonsense, ,https://opa.internal');
    expect(allowed).toEqual(['http://localhost:8181', 'https://opa.internal']);
    expect(whyNotAsked(`http://localhost:8181${PATH}`, allowed)).toBeUndefined();
    expect(whyNotAsked(`http://localhost:8182${PATH}`, allowed)).toBeTypeOf('string');
    expect(whyNotAsked(`http://opa.internal${PATH}`, allowed)).toBeTypeOf('string');
  });
});
