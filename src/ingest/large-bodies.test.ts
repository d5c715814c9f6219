import { describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { Grants } from './grants.ts';
import { failure } from '../kit/errors.ts';
import { err, ok } from '../kit/result.ts';
import { SourceRates } from './rate.ts';
import { sources } from './sources/registry.ts';
import { secretOf, settingsOf, SOURCE } from './testing/door.ts';

const KIB = 1024;

/** Sends a body of eight parts to a source; answers with the status and how many parts were taken. */
async function send(kind: string, headers: Readonly<Record<string, string>>) {
  const grant = {
    v: 1 as const,
    id: SOURCE,
    org: 'org_tests',
    kind,
    accounts: [],
    secrets: [secretOf(kind)],
    settings: settingsOf(kind) as Record<string, string | string[]>,
    enabled: true,
    ratePerMinute: 0,
  };
  const app = createApp(() => ({
    sources,
    grants: new Grants(),
    rates: new SourceRates(),
    keys: { lookup: () => Promise.resolve(grant) },
    intake: { accept: () => Promise.resolve(ok({ delivery: 'dlv_1', acceptedAt: 0, duplicate: false })) },
    rate: { limit: () => Promise.resolve({ success: true }) },
    outside: { get: () => Promise.resolve(err(failure('unavailable', 'nobody answers there'))) },
    now: () => 0,
    log: () => {},
  }));
  let taken = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        if (++taken > 8) controller.close();
        else controller.enqueue(new Uint8Array(64 * KIB));
      },
    },
    { highWaterMark: 0 },
  );
  const [type = 'application/json'] = sources[kind]!.contentTypes.filter((t) => t !== '');
  const request = new Request(`https://ingest.example/in/${SOURCE}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
  const { status } = await app.request(request);
  return { status, taken };
}

const SIGNED = Object.keys(sources).filter((kind) => sources[kind]!.signsBody === true);

describe('a large body', () => {
  it.each(Object.keys(sources).filter((kind) => !SIGNED.includes(kind)))(
    'of whoever has no credential of %s is not read',
    async (kind) => {
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'content-length': String(512 * KIB) }]) {
        const { status, taken } = await send(kind, headers);
        expect([401, 403]).toContain(status);
        expect(taken).toBe(0);
      }
    },
  );

  it.each(SIGNED)('of %s, whose proof is over it, is read', async (kind) => {
    expect((await send(kind, {})).taken).toBe(9);
  });

  it('with a credential is read', async () => {
    expect(await send('vedette.telemetry', { authorization: `Bearer ${secretOf('vedette.telemetry')}` })).toMatchObject(
      {
        status: 400,
        taken: 9,
      },
    );
  });
});

it('the sources whose proof is over the body are these', () => {
  expect(SIGNED.toSorted()).toEqual(['aws.sns', 'github.webhook', 'standard.webhook']);
});
