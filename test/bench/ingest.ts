/* `npm run bench -- ingest`: what each kind of source takes in at the door, beside a bare handler in the same workerd, and how much
   memory a batch of 20 MB needs. */
import { gzipSync } from 'node:zlib';
import type { SourceGrant } from '../../src/contracts/access.ts';
import { SOURCE_CATALOGUE } from '../../src/contracts/source-catalogue.generated.ts';
import { requestOf, type ClientInput, type ClientRequest, type SourceClient } from '../../src/ingest/client.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { secretOf, settingsOf } from '../../src/ingest/testing/door.ts';
import { ownKeysOf, type OwnKeys } from '../../src/ingest/testing/own-keys.ts';
import { bundleDoors, openDoors, type Doors } from './doors/fleet.ts';
import { quietEvent } from './events.ts';
import { flood, type Prepared, type Target } from './load.ts';
import { median } from './statistics.ts';

const ROUNDS = 3;
const WIDTH = 16;
const SINGLES = 600;
const BATCHES = 30;
const BATCH_RECORDS = 200;
const BATCH_BYTES = 20_000_000;
const MIB = 1_024 * 1_024;

interface Kind {
  readonly id: string;
  readonly source: string;
  readonly client: SourceClient;
  readonly input: ClientInput;
}

/** Each kind's records again and again, as other deliveries. */
const recordsOf = (kind: Kind, many: number): unknown[] => {
  const samples = kind.client.samples(Date.now());
  return Array.from({ length: many }, (_, i) => samples[i % samples.length]!);
};

async function requestsOf(kind: Kind, requests: number, records: number, gzip: boolean): Promise<ClientRequest[]> {
  const made: ClientRequest[] = [];
  for (let n = 0; n < requests; n++) {
    const input = {
      ...kind.input,
      records: recordsOf(kind, records),
      deliveryId: `bench-${records}-${n}`,
      now: Date.now(),
    };
    made.push(await requestOf(kind.client, input, gzip));
  }
  return made;
}

/** Requests a second until the last is answered. All go to one place, as `flood` needs it. */
async function rate(url: URL, requests: readonly ClientRequest[]): Promise<number> {
  const target: Target = { name: url.pathname, url };
  const prepared: Prepared[] = requests.map(({ headers, body }) => ({
    body: Buffer.from(body),
    headers: { ...headers, 'content-length': String(body.length) },
  }));
  const started = performance.now();
  await flood(target, prepared, WIDTH);
  return (prepared.length / (performance.now() - started)) * 1_000;
}

async function speed(
  doors: Doors,
  kind: Kind,
  requests: readonly ClientRequest[],
): Promise<[ours: number, bare: number]> {
  const url = new URL(`/in/${kind.source}${requests[0]!.path}`, doors.door);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await rate(doors.bare, requests));
    ours.push(await rate(url, requests));
  }
  return [median(ours), median(bare)];
}

const show = (n: number): string => Math.round(n).toLocaleString('en').padStart(9);

async function speeds(doors: Doors, kinds: readonly Kind[]): Promise<void> {
  console.log(`requests a second at the door (median of ${ROUNDS} rounds), and beside the bare handler`);
  console.log(
    `${'kind'.padEnd(22)} ${'single/s'.padStart(9)}  ratio ${'batch/s'.padStart(9)}  ratio ${'events/s'.padStart(9)}`,
  );
  for (const kind of kinds) {
    console.error(kind.id);
    const single = await speed(doors, kind, await requestsOf(kind, SINGLES, 1, false));
    const batch = await speed(doors, kind, await requestsOf(kind, BATCHES, BATCH_RECORDS, kind.client.gzip));
    console.log(
      `${kind.id.padEnd(22)} ${show(single[0])} ${(single[0] / single[1]).toFixed(2).padStart(6)} ${show(batch[0])} ${(batch[0] / batch[1]).toFixed(2).padStart(6)} ${show(batch[0] * BATCH_RECORDS)}`,
    );
  }
}

/** CloudTrail records as lines, of about this many bytes together. */
function largeBatch(bytes: number): string[] {
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += lines.at(-1)!.length + 1)
    lines.push(quietEvent(lines.length, 'large'));
  return lines;
}

/** The most that workerd grew by while it did something, in MiB. */
async function growth(doors: Doors, what: () => Promise<unknown>): Promise<number> {
  await doors.resetPeak();
  const before = await doors.memory();
  await what();
  return ((await doors.memory()).peak - before.now) / MIB;
}

async function memory(grants: Grants, outside: Outside, kind: Kind): Promise<void> {
  const lines = largeBatch(BATCH_BYTES);
  const text = lines.join('\n');
  const body = new Uint8Array(gzipSync(text));
  const headers = {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    ...(await kind.client.sign(body, { ...kind.input, now: Date.now(), deliveryId: 'bench-large' })),
  };
  const send = async (url: URL): Promise<void> => {
    const response = await fetch(url, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`the large batch was answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  };
  // Each in a workerd that has done nothing yet.
  const grew: Record<string, number> = {};
  const measure = async (
    name: string,
    what: (doors: Doors) => Promise<unknown>,
    before?: (doors: Doors) => Promise<unknown>,
  ) => {
    const doors = await openDoors(grants, outside);
    try {
      await before?.(doors);
      grew[name] = await growth(doors, () => what(doors));
    } finally {
      await doors.stop();
    }
  };
  const ours = (doors: Doors) => send(new URL(`/in/${kind.source}`, doors.door));
  await measure('door', ours);
  await measure('reader', (doors) => doors.readLast(), ours);
  await measure('bare', (doors) => send(doors.bare));
  console.log(
    `\na batch of ${lines.length} records, ${(text.length / 1e6).toFixed(1)} MB, ${(body.length / 1e6).toFixed(1)} MB as gzip; memory that workerd grew by at most:`,
  );
  for (const [name, mib] of Object.entries(grew))
    console.log(`  ${name.padEnd(7)} ${mib.toFixed(0).padStart(4)} MiB, ${(mib / grew['bare']!).toFixed(2)} of bare`);
}

type Grants = Readonly<Record<string, SourceGrant>>;
type Outside = Readonly<Record<string, string>>;

export async function ingest(): Promise<void> {
  await bundleDoors();
  const grants: Record<string, SourceGrant> = {};
  const outside: Record<string, string> = {};
  const kinds: Kind[] = [];
  for (const about of SOURCE_CATALOGUE) {
    const keys: OwnKeys | undefined = about.secret === 'none' ? await ownKeysOf(about.id, Date.now()) : undefined;
    const source = `src_${about.id.replaceAll('.', '-')}`;
    const secret = keys?.secret ?? secretOf(about.id).replace('src_tests', source);
    const settings = keys?.input?.settings ?? settingsOf(about.id);
    grants[source] = {
      v: 1,
      id: source,
      org: 'org_bench',
      kind: about.id,
      accounts: ['111122223333'],
      secrets: keys ? [] : [secret],
      settings: settings as Record<string, string | string[]>,
      enabled: true,
      ratePerMinute: 0,
      ...keys?.grant,
    };
    Object.assign(outside, keys?.outside);
    const input = { records: [], secret, settings, deliveryId: '', now: 0 };
    kinds.push({ id: about.id, source, client: clients[about.id]!, input });
  }
  const doors = await openDoors(grants, outside);
  try {
    await speeds(doors, kinds);
  } finally {
    await doors.stop();
  }
  await memory(
    grants,
    outside,
    kinds.find((k) => k.id === 'standard.webhook')!,
  );
}
