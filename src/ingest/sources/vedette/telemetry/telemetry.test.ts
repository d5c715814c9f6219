import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { event } from '../../../../normalize/vedette/event/index.ts';
import { doorOf, NOW, secretOf, SOURCE, splitOf } from '../../../testing/door.ts';

const KIND = 'vedette.telemetry';
const EVENT = { event_id: 'e1', source: 'door-7', event_type: 'badge.refused', payload: { user: 'mara' } };
const JSON_TYPE = 'application/json';

const post = (door: ReturnType<typeof doorOf>, body: unknown, headers: Record<string, string> = {}, path?: string) =>
  door.send({
    url: path ?? '/telemetry',
    body: utf8(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${secretOf(KIND)}`, ...headers },
  });

describe('POST /telemetry', () => {
  it('finds the source by its token alone, and takes one event, a list, or lines', async () => {
    const door = doorOf({ kind: KIND });
    const answers = [
      await post(door, EVENT),
      await post(door, [EVENT, EVENT]),
      await post(door, { events: [EVENT] }),
      await post(door, `${JSON.stringify(EVENT)}\n${JSON.stringify(EVENT)}`, {
        'content-type': 'application/x-ndjson',
      }),
      await post(door, EVENT, {}, `/in/${SOURCE}`),
    ];
    expect(answers.map((a) => a.status)).toEqual([202, 202, 202, 202, 202]);
    expect(door.accepted.map((d) => splitOf(d).records.length)).toEqual([1, 2, 1, 2, 1]);
    expect(await answers[0]!.json()).toEqual({ accepted: true, delivery: 'dlv_1' });
  });

  it('finds the source by a password too', async () => {
    const door = doorOf({ kind: KIND });
    const authorization = `Basic ${toBase64(utf8(`any:${secretOf(KIND)}`))}`;
    expect((await post(door, EVENT, { authorization })).status).toBe(202);
  });

  it('refuses what holds no event at all, with the field that is missing', async () => {
    const door = doorOf({ kind: KIND });
    for (const [event, field] of [
      [{}, '/event_id'],
      [{ ...EVENT, payload: 'x' }, '/payload'],
      [[{ ...EVENT, source: '' }, 7], '/source'],
    ] as const) {
      const answer = await post(door, event);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'malformed', field }]);
    }
    expect((await post(door, [])).status).toBe(202);
    expect(door.accepted).toHaveLength(1);
  });

  it('reads what an envelope in the payload holds, each under an id of its own, and keeps an empty one', async () => {
    const door = doorOf({ kind: KIND });
    const trail = { eventVersion: '1.08', eventSource: 'iam.amazonaws.com', eventName: 'ListUsers', eventID: 'a-1' };
    const detail = { eventTime: '2026-11-21T10:00:00Z', awsRegion: 'eu-west-1', ...trail };
    const ofBus = { version: '0', id: 'b', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', detail };
    const rest = { account: '123456789012', time: '2026-11-21T10:00:00Z', region: 'eu-west-1', resources: [] };
    for (const payload of [
      { ...ofBus, ...rest },
      { Records: [detail, { some: 'thing' }, { other: 'thing' }] },
      { Records: [] },
    ])
      expect((await post(door, { ...EVENT, payload })).status).toBe(202);
    const [bus, file, empty] = door.accepted.map((d) => splitOf(d).records);
    expect(bus!.map((r) => r.format)).toEqual(['aws.cloudtrail']);
    expect(file!.map((r) => r.format)).toEqual(['aws.cloudtrail', 'vedette.event', 'vedette.event']);
    const ids = file!.slice(1).map((r) => event.facts(r.value));
    expect(new Set(ids.map((f) => (f.ok ? f.value.uid : ''))).size).toBe(2);
    expect(empty).toMatchObject([{ format: 'vedette.event', value: { event_id: 'e1', payload: { Records: [] } } }]);
  });

  it('takes events one after another, as Fluent Bit calls them JSON', async () => {
    const door = doorOf({ kind: KIND });
    const lines = [EVENT, { ...EVENT, event_id: 'e-2' }].map((e) => JSON.stringify(e));
    for (const body of [lines.join('\n'), lines.join(''), `[${lines[0]}]\n${lines[1]}\n`]) {
      const answer = await door.send({
        url: '/telemetry',
        body: utf8(body),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secretOf(KIND)}` },
      });
      expect(answer.status).toBe(202);
      expect(splitOf(door.accepted.at(-1)!).records).toHaveLength(2);
    }
  });

  it('takes the time that is said, inside of the payload too, and its arrival where none is', async () => {
    const door = doorOf({ kind: KIND });
    const said = '2026-01-10T11:59:00Z';
    const inside = ['timestamp', '@timestamp', 'eventTime'].map((name) => ({ ...EVENT, payload: { [name]: said } }));
    await post(door, [EVENT, { ...EVENT, time: said }, ...inside]);
    const times = splitOf(door.accepted[0]!).records.map((r) => {
      const facts = event.facts(r.value);
      return facts.ok && facts.value.time;
    });
    expect(times).toEqual([NOW, ...Array.from({ length: 4 }, () => Date.parse(said))]);
  });

  it('names the field that is missing, and its neighbours live', async () => {
    const door = doorOf({ kind: KIND });
    await post(door, [
      { ...EVENT, event_id: 7 },
      { ...EVENT, payload: [] },
      { ...EVENT, event_id: 'x'.repeat(257) },
      EVENT,
    ]);
    const split = splitOf(door.accepted[0]!);
    expect(split.bad.map((b) => b.at)).toEqual(['records[0].event_id', 'records[1].payload', 'records[2].event_id']);
    expect(split.records).toHaveLength(1);
  });

  it.each([
    ['no token', ''],
    ['another scheme', `Basic ${secretOf(KIND)}`],
    ['a wrong secret of the right source', `Bearer ${SOURCE}.wrong`],
    ['a source that does not exist', 'Bearer src_other.wrong'],
  ])('%s gets the same answer', async (_name, authorization) => {
    const door = doorOf({ kind: KIND });
    const answer = await post(door, EVENT, { authorization });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
    expect(door.accepted).toEqual([]);
  });
});
