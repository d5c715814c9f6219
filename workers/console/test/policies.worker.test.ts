import { SELF } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';

const ADMIN = 'vdt_admin_org_a';
const TEXT = 'permit(principal, action, resource);';
const call = (method: string, path: string, more: { body?: unknown; headers?: Record<string, string> } = {}) =>
  SELF.fetch(`https://console.test/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', ...more.headers },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  });

/** The neighbour's set is at version 1. */
describe('a change of a policy', () => {
  const put = (headers: Record<string, string>, body: object = {}) =>
    call('PUT', '/policies/known-policy', { headers, body: { text: TEXT, ...body } });
  it('is made where If-Match, or the body, names the version in force', async () => {
    expect((await put({})).status).toBe(200);
    expect((await put({ 'if-match': '"1"' })).status).toBe(200);
    expect((await put({ 'if-match': '1' })).status).toBe(200);
    expect((await put({ 'if-match': '*' })).status).toBe(200);
    expect((await put({}, { ifVersion: '1' })).status).toBe(200);
  });
  it('is refused where they name another', async () => {
    expect((await put({ 'if-match': '"9"' })).status).toBe(409);
    expect((await put({ 'if-match': 'W/"1"' })).status).toBe(409);
    expect((await put({ 'if-match': '""' })).status).toBe(409);
    expect((await put({}, { ifVersion: '9' })).status).toBe(409);
  });
  it('by DELETE names it in the query or header', async () => {
    expect((await call('DELETE', '/policies/known-policy')).status).toBe(200);
    expect((await call('DELETE', '/policies/known-policy?ifVersion=1')).status).toBe(200);
    expect((await call('DELETE', '/policies/known-policy?ifVersion=9')).status).toBe(409);
    expect((await call('DELETE', '/policies/known-policy', { headers: { 'if-match': '"9"' } })).status).toBe(409);
  });
});

describe('paths beside policies of any id', () => {
  it.each([
    ['GET', '/policies/versions', undefined],
    ['POST', '/policies/validate', { text: TEXT }],
    ['POST', '/policies/dry-run', { changes: {} }],
    ['GET', '/policies/versions/1-0123456789ab', undefined],
    ['GET', '/decisions?incident=inc_known&outcome=ask&since=1', undefined],
    ['POST', '/decision-point/test', undefined],
  ])('%s %s is its own route', async (method, path, body) =>
    expect((await call(method, path, { body })).status).toBe(200),
  );
  it.each([
    ['POST', '/policies', { id: 'versions', text: TEXT }],
    ['POST', '/policies/dry-run', {}],
    ['POST', '/policies/dry-run', { changes: {}, policies: {} }],
    ['PUT', '/decision-point', { url: 'nowhere' }],
    ['GET', '/policies/versions?cursor=x', undefined],
    ['GET', '/decisions?outcome=maybe', undefined],
  ])('%s %s with what it does not take is malformed', async (method, path, body) =>
    expect((await call(method, path, { body })).status).toBe(400),
  );
});
