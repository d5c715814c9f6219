import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { secretOf } from '../../src/ingest/testing/door.ts';
import { apiClient } from './client.ts';
import { EXIT } from './exit.ts';
import { reasonsOf, type Outcome } from './follow-delivery.ts';
import { samplesFor } from './source-samples.ts';
import { adviceOf, stepsOf, testOverNetwork, type Step } from './test-source.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const s of servers.splice(0)) {
    s.closeAllConnections();
    s.close();
  }
});

/** What is told of a delivery, as far as a test looks at it. */
const outcome = (more: Partial<Outcome> = {}): Outcome =>
  ({
    id: 'dlv_1',
    bytes: 3,
    events: 1,
    duplicates: 0,
    rejected: 0,
    findings: 0,
    verdict: 'processed',
    test: false,
    bad: [],
    ...more,
  }) as unknown as Outcome;

/** A fleet of one address: takes deliveries as `door` says, and shows them as read when asked for the second time. */
async function fleet(door: (tries: number) => number): Promise<{ url: string; taken: () => number }> {
  let tries = 0;
  let bytes: number | undefined;
  let asked = 0;
  const old = { ...outcome({ id: 'dlv_old' }) };
  const answer = (url: string): unknown => {
    if (url.startsWith('/api/v1/deliveries/dlv_new')) return outcome({ id: 'dlv_new' });
    if (url.startsWith('/api/v1/sources/'))
      return { keys: [{ id: 'key_1', createdAt: 0, expiresAt: null, lastUsedAt: null }] };
    if (bytes === undefined) return { items: [old] };
    // Another delivery came in between, and one of just this size was there before.
    const other = outcome({ id: 'dlv_other', bytes: bytes + 1 });
    return { items: [...(++asked > 1 ? [outcome({ id: 'dlv_new', bytes })] : []), other, { ...old, bytes }] };
  };
  const server = createServer((q, a) => {
    let size = 0;
    q.on('data', (d: Buffer) => (size += d.length));
    q.on('end', () => {
      if (!q.url!.startsWith('/in/')) return a.end(JSON.stringify(answer(q.url!)));
      a.statusCode = door(++tries);
      if (a.statusCode < 300) bytes = size;
      return a.end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken: () => tries };
}
const source = (kind: string) => ({ id: 'src_1', kind, path: '/in/src_1', secret: secretOf(kind) });
async function run(url: string, steps: Step[]): Promise<unknown> {
  const target = { ingestUrl: url, source: source('okta.hook') };
  const samples = await samplesFor(target.source, false);
  const tell = (s: Step) => void steps.push(s);
  return testOverNetwork(apiClient(url, 'vdt_x'), target, samples, tell, () => undefined).catch((e: unknown) => e);
}

describe('a test over the network', () => {
  it('goes from signed to counted, by the delivery that is new and has just these bytes', async () => {
    const steps: Step[] = [];
    const { url } = await fleet(() => 204);
    expect(await run(url, steps)).toMatchObject({ id: 'dlv_new' });
    expect(steps.map((s) => [s.step, s.ok])).toEqual([
      ['signed', true],
      ['accepted', true],
      ['read', true],
      ['counted', true],
    ]);
  });

  it('ends at the door when the key is wrong, and says what to do', async () => {
    const steps: Step[] = [];
    const { url, taken } = await fleet(() => 401);
    expect(await run(url, steps)).toMatchObject({ exitCode: EXIT.failed });
    expect(steps.at(-1)).toMatchObject({
      step: 'accepted',
      ok: false,
      says: expect.stringMatching(/key is wrong.*rotate/),
    });
    expect(taken()).toBe(1);
  });
});

describe('what a test says', () => {
  it('of a refusal is what to do about it', () => {
    const says = (status: number) => adviceOf({ ok: false, status, said: '', retries: 0, bytes: 1 }, 'http://x/in/s');
    expect(says(0)).toMatch(/Nothing answers at http:\/\/x\/in\/s/);
    expect(says(403)).toMatch(/^403: the key is wrong/);
    expect(says(404)).toMatch(/Is it ingest's address/);
    expect(says(429)).toMatch(/more than its rate/);
    expect(says(503)).toMatch(/vedette status/);
    expect(says(422)).toMatch(/does not take this body/);
  });

  it('of a delivery that was not read at all is the reason, and nothing is said to be counted', () => {
    const bad = [{ place: null, reason: 'cut\u001b off' }];
    for (const verdict of ['dead', 'partial'])
      expect(stepsOf(outcome({ verdict, events: 0, rejected: 1, bad }), 0)).toEqual([
        { step: 'read', ok: false, says: 'dlv_1 could not be read, 1 rejected: body: cut· off' },
      ]);
  });

  it('of a delivery that was read in part names the reasons and what was counted', () => {
    const bad = [
      { place: 'items[1]', reason: 'no id' },
      { place: 'items[2]', reason: 'no id' },
    ];
    const [read, counted] = stepsOf(outcome({ verdict: 'partial', events: 1, rejected: 2, bad }), 0);
    expect(read).toMatchObject({ ok: false, says: 'dlv_1, 1 of 3 records; rejected: items[1] and 1 more: no id' });
    expect(counted?.says).toMatch(/^1 event, /);
  });

  it('of a repetition is each record once: events are all that were read, those known already among them', () => {
    const [read, counted] = stepsOf(outcome({ events: 3, duplicates: 3 }), 0);
    expect(read?.says).toBe('dlv_1, 3 records, none rejected: the pipeline understands this format');
    expect(counted?.says).toMatch(/^3 events, 3 of them known already, 0 findings/);
  });

  it('of findings is that alerts make them, and of a marked test that it makes none', () => {
    expect(stepsOf(outcome({ findings: 1 }), 1).at(-1)?.says).toMatch(
      /1 finding \(samples that are alerts make findings\)/,
    );
    expect(stepsOf(outcome({ test: true }), 0).at(-1)?.says).toMatch(/finds nothing/);
  });
});

it('reasons that records share are one line', () => {
  const bad = ['a', 'b', 'c'].map((place, i) => ({ place, reason: i === 1 ? 'other' : 'same' }));
  expect(reasonsOf(bad)).toEqual(['a and 1 more: same', 'b: other']);
});

describe('samples of a test', () => {
  const AT = Date.UTC(2026, 0, 10, 12);
  it('are one ordinary event where the kind has any, and all when asked', async () => {
    const one = await samplesFor(source('aws.eventbridge'), false, AT);
    expect(one.records).toHaveLength(1);
    expect(one.alerts).toEqual([]);
    const all = await samplesFor(source('aws.eventbridge'), true, AT);
    expect(all.records.length).toBeGreaterThan(1);
    expect(all.alerts.length).toBeGreaterThan(0);
  });

  it('are told to be alerts where the kind has nothing else', async () => {
    const { records, alerts } = await samplesFor(source('falco.webhook'), false, AT);
    expect(records).toHaveLength(1);
    expect(alerts).toHaveLength(1);
  });
});
