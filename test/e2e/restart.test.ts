import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../../cli/lib/client.ts';
import { chunkLines, sendDelivery } from '../../cli/lib/send.ts';
import { readCredentials, type Credentials } from '../../cli/lib/state.ts';
import { killStale } from '../../cli/local/process.ts';
import { allIncidents, stats, until } from '../../cli/demo/watch.ts';
import { alertEvent, quietEvent } from '../bench/events.ts';
import { freePort, launch, scratch } from './support.ts';

const EVENTS = 400;
const ALERTS = 12;

let cwd = '';
let args: string[] = [];
let child: ReturnType<typeof launch>['child'];

async function up(): Promise<Credentials> {
  child = launch(args, cwd).child;
  return until(
    async () => {
      const c = await readCredentials(join(cwd, 'state')).catch(() => undefined);
      const answers =
        c &&
        (await fetch(`${c.consoleUrl}/api/v1/health`).then(
          (r) => r.ok,
          () => false,
        ));
      return answers === true && Object.keys(c?.sources ?? {}).length > 0 ? c : undefined;
    },
    60_000,
    () => 'the fleet did not come up',
  );
}

async function cut(): Promise<void> {
  child.kill('SIGKILL');
  await killStale(join(cwd, 'state'));
}

beforeAll(async () => {
  cwd = await scratch();
  args = [
    'start',
    '--state',
    join(cwd, 'state'),
    '--console-port',
    `${await freePort()}`,
    '--ingest-port',
    `${await freePort()}`,
  ];
});
afterAll(cut);

describe('a fleet that is killed', () => {
  it('loses nothing that it acknowledged, and counts nothing twice', async () => {
    const credentials = await up();
    const source = credentials.sources['standard.webhook']!;
    const lines = [
      ...Array.from({ length: EVENTS }, (_, n) => quietEvent(n, 'kill')),
      ...Array.from({ length: ALERTS }, (_, n) => alertEvent(n, 'kill')),
    ];
    const chunks = chunkLines(lines, 20);
    const deliveries = chunks.map((chunk, n) => ({ chunk, id: `msg_kill_${n}` }));
    await Promise.all(deliveries.map((d) => sendDelivery(credentials.ingestUrl, source, d.chunk, d.id)));
    await cut();

    const again = await up();
    const client = apiClient(again.consoleUrl, again.apiKey);
    // A sender that did not hear the answer comes again with the same delivery.
    await sendDelivery(again.ingestUrl, source, deliveries[0]!.chunk, deliveries[0]!.id);
    const counted = await until(
      async () => {
        const s = await stats(client);
        return s.events >= lines.length ? s : undefined;
      },
      60_000,
      () => 'acknowledged events did not come out of the journal',
    );
    expect(counted.events).toBe(lines.length);
    expect(counted.findings).toBe(ALERTS);
    expect(await allIncidents(client)).toHaveLength(ALERTS);
  });

  it('stops cleanly at a SIGTERM and leaves no process behind', async () => {
    const stopped = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await stopped).toBe(0);
    await expect(fetch(`http://127.0.0.1:${args.at(-1)}/healthz`)).rejects.toThrow('fetch failed');
  });
});
