import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, ask, type TypedClient } from '../../cli/lib/client.ts';
import { sendDelivery } from '../../cli/lib/send.ts';
import { newSecrets, type Credentials } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet, type Fleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { until } from '../../cli/demo/watch.ts';
import { StreamMessage, type FeedItem } from '../../src/contracts/feed.ts';
import { alertEvent } from '../bench/events.ts';
import { freePort, scratch } from './support.ts';

const WAIT_MS = 20_000;
let options: Parameters<typeof startFleet>[0];
let fleet: Fleet;
let credentials: Credentials;
let client: TypedClient;

beforeAll(async () => {
  const stateDir = join(await scratch(), 'state');
  const secrets = await newSecrets();
  options = fleetOptions({
    stateDir,
    consolePort: await freePort(),
    ingestPort: await freePort(),
    secrets,
    crons: false,
  });
  fleet = await startFleet(options);
  ({ credentials } = await bootstrap({
    stateDir,
    consoleUrl: fleet.consoleUrl,
    ingestUrl: fleet.ingestUrl,
    secrets,
    accounts: [],
    boundAccounts: ['111122223333'],
  }));
  client = apiClient(fleet.consoleUrl, credentials.apiKey);
});
afterAll(() => fleet.stop());

interface Ear {
  readonly messages: { readonly at: number; readonly message: StreamMessage }[];
  items(): FeedItem[];
  close(): void;
}

/** Node's WebSocket takes headers, which its types do not say. */
type WithHeaders = new (url: string, init: { headers: Record<string, string> }) => WebSocket;

async function listen(query = '', apiKey = credentials.apiKey): Promise<Ear> {
  const url = `${fleet.consoleUrl.replace('http', 'ws')}/api/v1/stream?topics=findings,incidents,approvals${query}`;
  const socket = new (WebSocket as unknown as WithHeaders)(url, { headers: { authorization: `Bearer ${apiKey}` } });
  const messages: { at: number; message: StreamMessage }[] = [];
  const items = () => messages.flatMap(({ message: m }) => (m.type === 'items' ? m.items : []));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('refused')));
    socket.addEventListener('message', ({ data }) => {
      const message = StreamMessage.parse(JSON.parse(String(data)));
      messages.push({ at: Date.now(), message });
      if (message.type === 'hello') resolve();
      if (message.type === 'items') socket.send(JSON.stringify({ type: 'ack', seq: message.items.at(-1)!.seq }));
    });
  });
  return { messages, items, close: () => socket.close() };
}

const attack = (n: number) =>
  sendDelivery(fleet.ingestUrl, credentials.sources['aws.eventbridge']!, [alertEvent(n, 'stream')], `msg_stream_${n}`);
const heard = <T>(probe: () => T | undefined, what: string): Promise<T> =>
  until(
    async () => probe(),
    WAIT_MS,
    () => what,
  );

describe('the stream of the console', () => {
  it('a finding and its incident reach two listeners in the same order, and a person’s act both of them', async () => {
    const [a, b] = await Promise.all([listen(), listen()]);
    await attack(1);
    const incident = await heard(
      () =>
        a.items().some((i) => i.topic === 'findings' && i.version === 2)
          ? a.items().find((i) => i.topic === 'incidents')?.key
          : undefined,
      'no news came',
    );
    const version = Math.max(...a.items().map((i) => i.version));
    await ask(client.POST('/incidents/{id}/acknowledge', { params: { path: { id: incident } } }));
    const after = (e: Ear) => e.items().some((i) => i.topic === 'incidents' && i.version > version);
    await heard(() => (after(a) && after(b) ? true : undefined), 'the act was not told');
    const count = Math.min(a.items().length, b.items().length);
    expect(a.items().slice(0, count)).toEqual(b.items().slice(0, count));
    a.close();
    b.close();
  });

  it('who was away over a restart of everything gets what came since, without gap and without doubles', async () => {
    const first = await listen('&cursor=0');
    await heard(() => (first.items().length > 1 ? true : undefined), 'nothing was kept');
    const cursor = first.items()[0]!.seq;
    first.close();
    await fleet.stop();
    fleet = await startFleet(options);
    await attack(2);
    const again = await listen(`&cursor=${cursor}`);
    await heard(() => again.items().find((i) => i.topic === 'findings' && i.version === 2), 'no news came');
    const seqs = again.items().map((i) => i.seq);
    expect(seqs).toEqual(seqs.map((_, i) => cursor + 1 + i));
    again.close();
  });

  it('nobody without a key hears anything', async () => {
    await expect(listen('', 'vdt_nobody')).rejects.toThrow('refused');
  });
});
