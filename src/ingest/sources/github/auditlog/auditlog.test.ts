import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'github.auditlog';
const lines = client.samples(NOW);
const proof = { authorization: `Bearer ${secretOf(KIND)}` };

it('either of two keys is good, and no other', async () => {
  const secrets = [secretOf(KIND, 'new'), secretOf(KIND, 'old')];
  const door = doorOf({ kind: KIND, grant: { secrets } });
  const answers: number[] = [];
  for (const secret of [...secrets, 'other', ' '])
    answers.push((await door.send(await clientRequest(KIND, lines, { secret }))).status);
  expect([answers, door.accepted.length]).toEqual([[202, 202, 401, 401], 2]);
});

describe('takes', () => {
  it('lines, gzipped as streams write them', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await clientRequest(KIND, lines, {}, true));
    expect(splitOf(door.accepted[0]!).records).toHaveLength(lines.length);
  });

  it('a list, as the API answers', async () => {
    const door = doorOf({ kind: KIND });
    const headers = { ...proof, 'content-type': 'application/json' };
    expect((await door.send({ body: utf8(JSON.stringify(lines)), headers })).status).toBe(202);
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual(lines.map(() => 'github.audit'));
  });

  it('a bad line never loses its neighbours', async () => {
    const door = doorOf({ kind: KIND });
    const text = [JSON.stringify(lines[0]), '{"action":', '{"action":"x"}', JSON.stringify(lines[1])].join('\n');
    await door.send({ body: utf8(text), headers: { ...proof, 'content-type': 'application/x-ndjson' } });
    const split = splitOf(door.accepted[0]!);
    expect([split.records.length, split.bad.map((b) => b.at)]).toEqual([2, ['lines[1]', 'lines[2]']]);
  });
});

it.each([
  ['text', 'text/plain', '{}', 415],
  ['a cut list', 'application/json', '[{"action":"a.b"', 400],
  ['lines that are none', 'application/x-ndjson', 'action=repo.create', 400],
])('refuses %s', async (_, type, text, status) => {
  const door = doorOf({ kind: KIND });
  expect((await door.send({ body: utf8(text), headers: { ...proof, 'content-type': type } })).status).toBe(status);
  expect(door.accepted).toEqual([]);
});

it('a line that names neither organisation nor repository is an event too; one without actor is none', async () => {
  const line = { action: 'pull_request.merge', actor: 'mara-example', created_at: NOW };
  const { actor: _, ...nobody } = line;
  const door = doorOf({ kind: KIND });
  await door.send(await clientRequest(KIND, [line, nobody]));
  const { records, bad } = splitOf(door.accepted[0]!);
  expect([records.map((r) => r.format), bad.length]).toEqual([['github.audit'], 1]);
});

it('a line whose time became a date on its way is one by GitHub’s own id', async () => {
  const line = {
    ...(lines[0] as Record<string, unknown>),
    '@timestamp': new Date(NOW).toISOString(),
    created_at: null,
  };
  const door = doorOf({ kind: KIND });
  expect((await door.send(await clientRequest(KIND, [line, { ...line, _document_id: undefined }]))).status).toBe(202);
  const { records, bad } = splitOf(door.accepted[0]!);
  expect([records.length, bad.length]).toEqual([1, 1]);
});
