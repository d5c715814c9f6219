import { expect, it } from 'vitest';
import { audit } from '../../normalize/cloudflare/audit/index.ts';
import { Collector } from '../collect.ts';
import { addRecord } from './index.ts';

const TIME = '2026-01-10T12:00:00Z';
const first = {
  id: 'a1',
  when: TIME,
  action: { type: 'login', result: true, info: '' },
  actor: { id: 'u1', email: 'Mara@example.com', ip: '203.0.113.9', type: 'user' },
  interface: 'UI',
  owner: { id: 'u1' },
  resource: { id: 'acc', type: 'account' },
};
const second = {
  id: 'b1',
  account: { id: '0123456789abcdef0123456789abcdef', name: 'shop' },
  action: { type: 'create', result: 'success', time: TIME, description: 'Make a token' },
  actor: { id: 'u1', email: 'mara@example.com', ip_address: '203.0.113.9', type: 'user', token_id: 't0' },
  resource: { id: 't1', type: 'api_token', product: 'iam' },
};
const read = (value: unknown) => {
  const into = new Collector(2);
  addRecord(into, value, () => 'it');
  return into.records;
};

it('an audit log of the API is the same event as Logpush’s', () => {
  const [one] = read(first);
  const row = {
    When: TIME,
    ID: 'a1',
    ActionType: 'login',
    ActionResult: true,
    ActorID: 'u1',
    ActorEmail: 'Mara@example.com',
    ActorIP: '203.0.113.9',
    ActorType: 'user',
    ResourceType: 'account',
    ResourceID: 'acc',
  };
  expect(one?.format).toBe('cloudflare.audit');
  expect(audit.facts(one!.value)).toEqual(audit.facts(row));
  expect(audit.entities(one!.value)).toEqual(audit.entities(row));
});

it('of version 2 has its account, token and resource', () => {
  const [one] = read(second);
  expect(audit.facts(one!.value)).toMatchObject({
    value: { uid: 'audit:b1', time: Date.parse(TIME), account: second.account.id, operation: 'api_token:create' },
  });
  expect(audit.entities(one!.value).map((e) => `${e.role} ${e.id}`)).toEqual(
    expect.arrayContaining(['actor mara@example.com', 'actor t0', 'source 203.0.113.9', 'target t1']),
  );
});

it('what has an action and an actor of its own is none', () =>
  expect(read({ id: 'x', action: { type: 'y' }, actor: {}, resource: {} })).toEqual([]));
