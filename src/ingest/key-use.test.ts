import { describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../contracts/source-catalogue.generated.ts';
import { HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { KeyUses } from './key-use.ts';
import { EVENT_GRID_APP } from './sources/azure/eventgrid/verify.ts';
import { AUDIENCE, entraKey, entraToken, playedEntra, TENANT } from './sources/azure/testing.ts';
import { clients } from './sources/clients.ts';
import { clientRequest, doorOf, NOW, secretOf } from './testing/door.ts';

const KEYS = [
  { id: 'key_new', usedAt: null },
  { id: 'key_old', usedAt: null },
];
const secretsOf = (kind: string) => [
  secretOf(kind, 'the newest secret of the tests, 1.'),
  secretOf(kind, 'the one before it, of the tests.'),
];
const rotating = (kind: string) => doorOf({ kind, grant: { secrets: secretsOf(kind), keys: KEYS } });
const send = async (world: ReturnType<typeof doorOf>, kind: string, secret: string) =>
  (await world.send(await clientRequest(kind, clients[kind]!.samples(NOW), { secret }))).status;

describe('which of two keys a sender has', () => {
  it.each(SOURCE_CATALOGUE.filter((k) => k.secret !== 'none').map((k) => k.id))('is told apart: %s', async (kind) => {
    const world = rotating(kind);
    const [fresh, old] = secretsOf(kind);
    expect(await send(world, kind, old!)).toBeLessThan(300);
    expect(world.used).toEqual(['key_old']);
    expect(await send(world, kind, fresh!)).toBeLessThan(300);
    expect(world.used).toEqual(['key_old', 'key_new']);
    expect(await send(world, kind, fresh!)).toBeLessThan(300);
    expect(await send(world, kind, secretOf(kind, 'a secret of somebody else, no one.'))).toBeGreaterThan(400);
    expect(world.used).toHaveLength(2);
  });

  it('and neither is in use where a sender proves itself by a token of its vendor', async () => {
    const kind = 'azure.eventgrid';
    const key = entraKey();
    const settings = { tenant: TENANT, audience: AUDIENCE };
    const grant = { secrets: secretsOf(kind), keys: KEYS, settings };
    const world = doorOf({ kind, grant, outside: playedEntra(key) });
    const authorization = `Bearer ${await entraToken(key.pem, NOW, { azp: EVENT_GRID_APP })}`;
    const { body, headers } = await clientRequest(kind, clients[kind]!.samples(NOW));
    expect((await world.send({ body, headers: { ...headers, authorization } })).status).toBeLessThan(300);
    expect(world.accepted).toHaveLength(1);
    expect(world.used).toEqual([]);
  });
});

describe('the gate is told', () => {
  const grant = (more: object = {}) => ({ ...doorOf({ kind: 'aws.firehose' }).grant, keys: [KEYS[0]!], ...more });
  it('once an hour, and once in five minutes while two keys are good', () => {
    const uses = new KeyUses();
    expect(uses.due(grant(), 0, NOW)).toBe('key_new');
    expect(uses.due(grant(), 0, NOW + HOUR_MS - 1)).toBeUndefined();
    expect(uses.due(grant(), 0, NOW + HOUR_MS)).toBe('key_new');
    const two = grant({ secrets: ['a', 'b'], keys: KEYS });
    expect(uses.due(two, 1, NOW)).toBe('key_old');
    expect(uses.due(two, 1, NOW + 4 * MINUTE_MS)).toBeUndefined();
    expect(uses.due(two, 1, NOW + 5 * MINUTE_MS)).toBe('key_old');
  });
  it('not at all what another isolate told it', () => {
    const uses = new KeyUses();
    expect(uses.due(grant({ keys: [{ id: 'key_new', usedAt: NOW - MINUTE_MS }] }), 0, NOW)).toBeUndefined();
    expect(uses.due(grant({ keys: [{ id: 'key_new', usedAt: NOW - HOUR_MS }] }), 0, NOW)).toBe('key_new');
  });
  it('again after a minute if it did not answer', () => {
    const uses = new KeyUses();
    uses.due(grant(), 0, NOW);
    uses.failed(grant(), 'key_new', NOW);
    expect(uses.due(grant(), 0, NOW + MINUTE_MS - 1)).toBeUndefined();
    expect(uses.due(grant(), 0, NOW + MINUTE_MS)).toBe('key_new');
  });
  it('nothing by a gate of before, which names no keys, and nothing of what no secret proves', () => {
    const uses = new KeyUses();
    const { keys: _, ...before } = grant();
    expect(uses.due(before, 0, NOW)).toBeUndefined();
    expect(uses.due(grant(), undefined, NOW)).toBeUndefined();
  });
});
