import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'falco.webhook';
const alert = client.samples(NOW)[0]!;
const body = utf8(JSON.stringify(alert));
const json = { 'content-type': 'application/json' };
const basic = (name: string, password: string) => `Basic ${toBase64(utf8(`${name}:${password}`))}`;

describe('who may send', () => {
  it.each([
    ['Falcosidekick with a bearer', { authorization: `Bearer ${secretOf(KIND)}` }],
    ['Falcosidekick with a header of its own', { 'x-api-key': secretOf(KIND) }],
    ['Falco with the key in its URL, whatever the name', { authorization: basic('vedette', secretOf(KIND)) }],
  ])('%s', async (_, proof) => {
    const door = doorOf({ kind: KIND });
    expect((await door.send({ body, headers: { ...json, ...proof } })).status).toBe(202);
    expect(splitOf(door.accepted[0]!).records).toMatchObject([{ format: 'falco.event', value: { rule: alert.rule } }]);
  });

  it('two keys are good at once, and no other', async () => {
    const secrets = [secretOf(KIND, 'new'), secretOf(KIND, 'old')];
    const door = doorOf({ kind: KIND, grant: { secrets } });
    const send = (secret: string) => door.send({ body, headers: { ...json, authorization: `Bearer ${secret}` } });
    const answers: number[] = [];
    for (const secret of [...secrets, 'other', '']) answers.push((await send(secret)).status);
    expect(answers).toEqual([202, 202, 401, 401]);
  });

  it('the key as a name, or a broken Basic header, opens nothing', async () => {
    const door = doorOf({ kind: KIND });
    for (const authorization of [basic(secretOf(KIND), ''), 'Basic !!', `Basic ${toBase64(utf8(secretOf(KIND)))}`])
      expect((await door.send({ body, headers: { ...json, authorization } })).status).toBe(401);
    expect(door.accepted).toEqual([]);
  });
});

describe('what is taken', () => {
  const proof = { authorization: `Bearer ${secretOf(KIND)}` };

  it('PUT as well, which Falcosidekick can be told to use', async () => {
    const response = await doorOf({ kind: KIND }).send({ method: 'PUT', body, headers: { ...json, ...proof } });
    expect(response.status).toBe(202);
  });

  it.each([
    ['text, which Falco sends unless json_output is set', { 'content-type': 'text/plain' }, body, 415],
    ['a cut body', json, body.slice(0, -4), 400],
    ['an empty body', json, utf8(''), 400],
  ])('not %s', async (_, type, bytes, status) => {
    const door = doorOf({ kind: KIND });
    expect((await door.send({ body: bytes, headers: { ...type, ...proof } })).status).toBe(status);
    expect(door.accepted).toEqual([]);
  });

  it('an object that is no alert is bad and says what to set', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await clientRequest(KIND, [alert, { output: 'x' }]));
    const split = splitOf(door.accepted[0]!);
    expect([split.records.length, split.bad[0]?.reason]).toEqual([1, expect.stringContaining('json_output')]);
  });
});
