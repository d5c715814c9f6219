import { sign as githubSignature } from '@octokit/webhooks-methods';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { CloudEvent, HTTP } from 'cloudevents';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, ask, type TypedClient } from '../../cli/lib/client.ts';
import { newSecrets } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet, type Fleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { until } from '../../cli/demo/watch.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { certificateUrlOf } from '../../src/ingest/sources/aws/sns/client.ts';
import { snsSigner, type SnsSigner } from '../../src/ingest/sources/aws/sns/testing/signer.ts';
import { requestOf } from '../../src/ingest/client.ts';
import { toBase64 } from '../../src/kit/bytes.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { freePort, scratch, vedette } from './support.ts';

// The senders' own libraries, not ours, speak to the running fleet.

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
let fleet: Fleet;
let client: TypedClient;
let apiKey: string;
let signer: SnsSigner;
/** What ingest asked of the world outside. */
const asked: string[] = [];

beforeAll(async () => {
  const stateDir = join(await scratch(), 'state');
  const secrets = await newSecrets();
  signer = await snsSigner(Date.now());
  // AWS's certificate server, played: everything else is the product as it is.
  const outboundService = (request: { readonly url: string }): Response => {
    asked.push(request.url);
    const known = request.url === certificateUrlOf(TOPIC) || request.url.includes('Action=ConfirmSubscription');
    return new Response(known ? signer.certificate : 'not here', { status: known ? 200 : 404 });
  };
  fleet = await startFleet({
    ...fleetOptions({ stateDir, consolePort: await freePort(), ingestPort: await freePort(), secrets, crons: false }),
    overrides: { ingest: { outboundService } },
  });
  const { credentials } = await bootstrap({
    stateDir,
    consoleUrl: fleet.consoleUrl,
    ingestUrl: fleet.ingestUrl,
    secrets,
    accounts: [],
    boundAccounts: [],
  });
  ({ apiKey } = credentials);
  client = apiClient(fleet.consoleUrl, apiKey);
});
afterAll(() => fleet.stop());

interface Made {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}
async function make(kind: string, settings: Record<string, string | string[]> = {}): Promise<Made> {
  const made = await ask(client.POST('/sources', { body: { kind, name: `real ${kind}`, accounts: [], settings } }));
  return { id: made.id, url: new URL(made.path, fleet.ingestUrl).href, secret: made.secret ?? '' };
}

/** The source's events once the pipeline has counted so many. */
async function counted(source: Made, events: number) {
  return until(
    async () => {
      const { items } = await ask(client.GET('/deliveries', { params: { query: { source: source.id } } }));
      const sum = items.reduce((n, d) => n + d.events, 0);
      return sum >= events ? { events: sum, bad: items.reduce((n, d) => n + d.rejected, 0) } : undefined;
    },
    20_000,
    () => `${source.id} did not come to ${events} events`,
  );
}

describe('what senders’ own libraries send is accepted and counted:', () => {
  it.each([
    ['JSON', JsonExporter],
    ['protobuf', ProtobufExporter],
  ])('OpenTelemetry’s exporter, %s', async (_name, Exporter) => {
    const source = await make('opentelemetry.logs');
    const exporter = new Exporter({
      url: `${source.url}/v1/logs`,
      headers: { authorization: `Bearer ${source.secret}` },
      compression: 'gzip' as never,
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'checkout' }),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    provider.getLogger('audit').emit({ body: 'password refused', attributes: { 'user.name': 'mara' } });
    await provider.forceFlush();
    await provider.shutdown();
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
  });

  it('standardwebhooks', async () => {
    const source = await make('standard.webhook');
    const body = JSON.stringify({ event_id: 'sw-1', time: new Date().toISOString(), event_type: 'login' });
    const at = new Date();
    const answer = await fetch(source.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_real_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(source.secret).sign('msg_real_1', at, body),
      },
      body,
    });
    expect(answer.status).toBe(202);
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
  });

  it('standardwebhooks with a secret that the sender issued, under Svix’s names, given at a terminal', async () => {
    const dir = await scratch();
    const file = join(dir, 'issued');
    const env = { VEDETTE_URL: fleet.consoleUrl, VEDETTE_API_KEY: apiKey };
    /** As Svix's customers do: the address comes first, then the secret. */
    const give = async (secret: string, ...args: string[]) => {
      await writeFile(file, `${secret}\n`);
      const done = await vedette(['sources', ...args, '--json', '--secret-file', file], dir, env);
      expect(done.stdout + done.stderr).not.toContain(secret.slice(6));
      return done;
    };
    const send = async (url: string, secret: string, id: string): Promise<number> => {
      const at = new Date();
      const body = JSON.stringify({ type: 'user.created', data: { id: 'user_1' } });
      const headers = {
        'content-type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
        'svix-signature': new Webhook(secret).sign(id, at, body),
      };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    const [first, second] = [24, 32].map((n) => `whsec_${toBase64(randomBytes(n))}`) as [string, string];
    const source = await make('standard.webhook');
    const rotated = await give(first, 'rotate', source.id);
    expect(Object.keys(JSON.parse(rotated.stdout) as object).toSorted()).toEqual(['ended', 'id', 'previousUntil']);
    expect(await send(source.url, first, 'msg_svix_1')).toBe(202);
    expect(await send(source.url, second, 'msg_svix_x')).toBe(401);
    // The one that was made with the source is good for a day.
    expect(await send(source.url, source.secret, 'msg_svix_2')).toBe(202);
    expect(await counted(source, 2)).toEqual({ events: 2, bad: 0 });
    const again = await give(first, 'rotate', source.id);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('which is good already')]);
    const added = await give(second, 'add', 'standard.webhook', '--name', 'issued');
    const { path, ...made } = JSON.parse(added.stdout) as { path: string };
    expect(made).not.toHaveProperty('secret');
    expect(await send(new URL(path, fleet.ingestUrl).href, second, 'msg_svix_3')).toBe(202);
    const other = await give(second, 'add', 'splunk.hec', '--name', 'other');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('--secret-file is nothing for splunk.hec')]);
  });

  it('octokit’s signature', async () => {
    const source = await make('github.webhook');
    const body = JSON.stringify({
      action: 'publicized',
      repository: { id: 1, full_name: 'example/shop', private: false, updated_at: new Date().toISOString() },
      organization: { login: 'example', id: 2 },
      sender: { login: 'mara', id: 3 },
    });
    const answer = await fetch(source.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'repository',
        'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        'x-hub-signature-256': await githubSignature(source.secret, body),
      },
      body,
    });
    expect(answer.ok).toBe(true);
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
  });

  it('Splunk’s logger', async () => {
    const source = await make('splunk.hec');
    const { Logger } = createRequire(import.meta.url)('splunk-logging') as {
      Logger: new (config: object) => {
        error: (cause: Error) => void;
        send(context: object, done: (failed: Error | null, response: unknown, body: unknown) => void): void;
      };
    };
    const { hostname, port } = new URL(fleet.ingestUrl);
    // Only an address and a token, as such senders know them.
    const logger = new Logger({ token: source.secret, protocol: 'http', host: hostname, port, level: 'info' });
    const said = await new Promise((done, failed) => {
      logger.error = failed;
      logger.send(
        { message: { action: 'login', user: 'mara' }, metadata: { sourcetype: '_json' } },
        (wrong, _r, body) => (wrong ? failed(wrong) : done(body)),
      );
    });
    expect(said).toMatchObject({ text: 'Success', code: 0 });
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
  });

  it.each(['binary', 'structured'] as const)('CloudEvents’ SDK, %s', async (mode) => {
    const source = await make('standard.cloudevents');
    const event = new CloudEvent({ type: 'com.example.login', source: '/shop', data: { user: 'mara' } });
    const { headers, body } = HTTP[mode](event);
    const answer = await fetch(source.url, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${source.secret}` },
      body: String(body),
    });
    expect(answer.ok).toBe(true);
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
  });

  it('an SNS topic with a certificate of the tests', async () => {
    const source = await make('aws.sns', { topics: [TOPIC] });
    const sns = clients['aws.sns']!;
    const publish = async (record: unknown, secret = signer.privateKey, id = 'sns-real-1') => {
      const settings = { topics: [TOPIC] };
      const { headers, body } = await requestOf(sns, {
        records: [record],
        secret,
        settings,
        deliveryId: id,
        now: Date.now(),
      });
      return (await fetch(source.url, { method: 'POST', headers: { ...headers }, body })).status;
    };
    const [alarm] = sns.samples(Date.now());
    expect(await publish(alarm)).toBe(200);
    expect(await counted(source, 1)).toEqual({ events: 1, bad: 0 });
    const stranger = await snsSigner(Date.now());
    expect(await publish(alarm, stranger.privateKey, 'sns-forged')).toBeGreaterThanOrEqual(400);
    expect(new Set(asked)).toEqual(new Set([certificateUrlOf(TOPIC)]));
  });
});
