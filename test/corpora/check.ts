/**
 * Sends recorded events of others through their sources, as their senders would, and says what came of them: which were taken, of
 * what class they are, whom they concern. For development, with a folder of NDJSON files that is not part of the repository:
 * `node scripts/node-check.mjs test/corpora/check.ts DIR`. Exits with 1 if a delivery is refused, or an event is
 * not what OCSF 1.5.0 knows.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { requestOf } from '../../src/ingest/client.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { doorOf, inputOf, splitOf } from '../../src/ingest/testing/door.ts';
import { ownKeysOf } from '../../src/ingest/testing/own-keys.ts';
import { normalizers } from '../../src/normalize/registry.ts';
import { problemsOf } from '../../src/normalize/testing/validate-ocsf.ts';

interface Line {
  readonly event?: unknown;
  readonly body?: unknown;
  readonly finding?: unknown;
  readonly raw?: unknown;
  readonly name?: string;
}
type Road = (line: Line & Record<string, unknown>) => {
  readonly kind: string;
  readonly record: unknown;
  readonly deliveryId?: string;
};

const trail: Road = (line) => ({ kind: 'aws.firehose', record: line.event ?? line });
/** Which source a file's events come by, and which part of a line is what the sender sent. */
const ROADS: Readonly<Record<string, Road>> = {
  'aws-eventbridge': (line) => ({ kind: 'aws.eventbridge', record: line.body }),
  azure: (line) => ({ kind: 'azure.eventgrid', record: line.body }),
  'cloudtrail-benign-samples': trail,
  'cloudtrail-invictus-first-half': trail,
  'cloudtrail-stratus': trail,
  'gcp-auditlog': (line) => ({ kind: 'google.pubsub', record: line.body }),
  'gcp-scc': (line) => ({ kind: 'google.pubsub', record: line.body }),
  'gcp-pubsub': (line) => ({ kind: 'google.pubsub', record: line.body }),
  github: (line) => ({ kind: 'github.webhook', record: { event: line.event, payload: line.body } }),
  guardduty: (line) => ({ kind: 'aws.eventbridge', record: line.raw ?? line.finding }),
  'k8s-audit': (line) => ({ kind: 'kubernetes.audit', record: line.event }),
  'securityhub-asff': (line) => ({ kind: 'aws.eventbridge', record: line.finding }),
};

const count = (into: Map<string, number>, key: string): void => void into.set(key, (into.get(key) ?? 0) + 1);
const shown = (map: ReadonlyMap<string, number>): string =>
  [...map]
    .toSorted((a, b) => b[1] - a[1])
    .map(([k, n]) => `${k}: ${n}`)
    .join(', ') || 'none';

async function checkFile(dir: string, name: string, road: Road): Promise<boolean> {
  const lines = (await readFile(join(dir, `${name}.ndjson`), 'utf8')).split('\n').filter((l) => l !== '');
  const refused = new Map<string, number>();
  const bad = new Map<string, number>();
  const formats = new Map<string, number>();
  const classes = new Map<string, number>();
  const entities = new Map<string, number>();
  const wrong = new Map<string, number>();
  let records = 0;
  let alone = 0;
  const uids = new Set<string>();
  for (const [i, text] of lines.entries()) {
    const { kind, record } = road(JSON.parse(text) as Line & Record<string, unknown>);
    const keys = ['aws.sns', 'google.pubsub', 'azure.monitor'].includes(kind) ? await ownKeysOf(kind) : undefined;
    const door = doorOf({ kind, ...(keys ? { outside: keys.outside, grant: keys.grant ?? {} } : {}) });
    const input = inputOf(kind, [record], {
      ...(keys ? { secret: keys.secret } : {}),
      ...keys?.input,
      deliveryId: `check-${i}`,
    });
    const response = await door.send(await requestOf(clients[kind]!, input));
    if (!response.ok || door.accepted.length === 0) {
      count(refused, `${response.status} ${(await response.text()).slice(0, 200)}`);
      continue;
    }
    const split = splitOf(door.accepted[0]!);
    for (const { reason } of split.bad) count(bad, reason);
    for (const { format, value } of split.records) {
      const normalizer = normalizers[format]!;
      const facts = normalizer.facts(value);
      if (!facts.ok) {
        count(bad, `${format}: ${facts.error}`);
        continue;
      }
      records++;
      uids.add(`${format} ${facts.value.uid}`);
      count(formats, format);
      const ocsf = normalizer.toOcsf(value, facts.value);
      count(classes, String(ocsf.class_uid));
      for (const problem of problemsOf(ocsf)) count(wrong, problem);
      const found = normalizer.entities(value);
      if (found.length === 0) alone++;
      for (const entity of found) count(entities, `${entity.role} ${entity.type}`);
    }
  }
  console.log(
    `${name}: ${lines.length} sent, ${records} records, ${uids.size} of an id of their own, ${alone} without entities`,
  );
  console.log(`  formats   ${shown(formats)}`);
  console.log(`  classes   ${shown(classes)}`);
  console.log(`  entities  ${shown(entities)}`);
  if (refused.size > 0) console.log(`  REFUSED   ${shown(refused)}`);
  if (bad.size > 0) console.log(`  bad       ${shown(bad)}`);
  if (wrong.size > 0) console.log(`  not OCSF  ${shown(wrong)}`);
  return refused.size === 0 && wrong.size === 0;
}

/** The messages that AWS signed, with the clock at their time; then each with one byte flipped, everywhere in what is signed. */
async function checkSns(dir: string): Promise<boolean> {
  const lines = (await readFile(join(dir, 'aws-sns-signed.ndjson'), 'utf8')).split('\n').filter((l) => l !== '');
  const certificate = await readFile(join(dir, 'aws-sns-signed.cert.pem'), 'utf8');
  const valid = new X509Certificate(certificate);
  let taken = 0;
  let flips = 0;
  let fooled = 0;
  for (const text of lines) {
    const { body } = JSON.parse(text) as { body: Record<string, string> };
    const now = Math.min(Date.parse(body['Timestamp']!), valid.validToDate.getTime() - 1_000);
    const door = doorOf({
      kind: 'aws.sns',
      now,
      grant: { settings: { topics: [body['TopicArn']!] } },
      outside: { [(body['SigningCertURL'] ?? body['SigningCertUrl'])!]: certificate },
    });
    const send = async (message: string): Promise<boolean> => {
      const headers = {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': body['Type']!,
        'x-amz-sns-topic-arn': body['TopicArn']!,
        'x-amz-sns-message-id': body['MessageId']!,
      };
      return (await door.send({ headers, body: new Uint8Array(new TextEncoder().encode(message)) })).ok;
    };
    if (await send(JSON.stringify(body))) taken++;
    for (const field of [
      'Message',
      'MessageId',
      'Subject',
      'Timestamp',
      'TopicArn',
      'Type',
      'Token',
      'SubscribeURL',
      'Signature',
    ]) {
      const value = body[field];
      for (let i = 0; i < (value?.length ?? 0); i++) {
        flips++;
        const flipped = value!.slice(0, i) + String.fromCodePoint(value!.codePointAt(i)! ^ 1) + value!.slice(i + 1);
        if (await send(JSON.stringify({ ...body, [field]: flipped }))) fooled++;
      }
    }
  }
  console.log(
    `aws-sns-signed: ${lines.length} signed by AWS, ${taken} taken; ${flips} with one byte flipped, ${fooled} taken`,
  );
  return taken === lines.length && fooled === 0;
}

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error('Name the folder with the recorded events: node scripts/node-check.mjs test/corpora/check.ts DIR');
  process.exit(2);
}
let good = true;
for (const file of (await readdir(dir)).filter((f) => f.endsWith('.ndjson')).toSorted()) {
  const name = file.replace('.ndjson', '');
  const road = ROADS[name];
  if (name === 'aws-sns-signed') good = (await checkSns(dir)) && good;
  else if (road) good = (await checkFile(dir, name, road)) && good;
  else console.log(`${name}: no source is named for it here`);
}
process.exitCode = good ? 0 : 1;
