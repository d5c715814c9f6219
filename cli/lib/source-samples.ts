import { requestOf } from '../../src/ingest/client.ts';
import { sources } from '../../src/ingest/sources/registry.ts';
import { splitDelivery } from '../../src/ingest/split-delivery.ts';
import { failure } from '../../src/kit/errors.ts';
import { err } from '../../src/kit/result.ts';
import { normalizers } from '../../src/normalize/registry.ts';
import { clientOf } from './send.ts';
import type { SourceCredential } from './state.ts';

const NOBODY = { get: () => Promise.resolve(err(failure('unavailable', 'nobody is asked'))) };

/** Titles of what a kind's sample says is an attack by itself; empty for an ordinary event. */
async function alertsOf(source: SourceCredential, record: unknown, now: number): Promise<string[]> {
  const { id, kind, secret, settings = {} } = source;
  const client = clientOf(kind);
  const sent = await requestOf(client, { records: [record], secret, settings, deliveryId: 'sample', now });
  const headers = new Headers(sent.headers);
  const { body, method } = sent;
  const [path = '', query = ''] = sent.path.split('?');
  // Some kinds read a body by what they verified of its headers.
  const verified = await sources[kind]?.verify(
    { method, path, query: new URLSearchParams(query), headers, body, now },
    { v: 1, id, org: 'org_local', kind, accounts: [], secrets: [secret], settings, enabled: true, ratePerMinute: 0 },
    NOBODY,
  );
  const split = splitDelivery({
    kind,
    contentType: headers.get('content-type') ?? '',
    ...(headers.get('content-encoding') === 'gzip' ? { encoding: 'gzip' } : {}),
    facts: verified?.ok === true ? (verified.value.facts ?? {}) : {},
    body,
  });
  if (!split.ok) return [];
  return split.value.records.flatMap(({ format, value }) => normalizers[format]?.verdict?.(value)?.title ?? []);
}

export interface Samples {
  readonly records: readonly unknown[];
  /** Titles of the alerts among them: Vedette makes findings of these. */
  readonly alerts: readonly string[];
}

/**
 * What a test sends: all of the kind's samples, or one, and that an ordinary event where the kind has any, since a real delivery's
 * alerts are findings like any others.
 */
export async function samplesFor(source: SourceCredential, all: boolean, now = Date.now()): Promise<Samples> {
  const told = await Promise.all(
    clientOf(source.kind)
      .samples(now)
      .map(async (record) => ({ record, alerts: await alertsOf(source, record, now) })),
  );
  const quiet = told.find((t) => t.alerts.length === 0) ?? told[0];
  const chosen = all || quiet === undefined ? told : [quiet];
  return { records: chosen.map((t) => t.record), alerts: chosen.flatMap((t) => t.alerts) };
}
