import type { SourceGrant } from '../../contracts/access.ts';
import type { DeliveryInput } from '../../contracts/delivery.ts';
import type { SourceSettings } from '../../contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';
import { toBase64, toBase64Url, utf8 } from '../../kit/bytes.ts';
import { failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { createApp } from '../app.ts';
import { requestOf, type ClientInput, type ClientRequest } from '../client.ts';
import { Grants } from '../grants.ts';
import { KeyUses } from '../key-use.ts';
import { SourceRates } from '../rate.ts';
import type { Outside, Split } from '../source.ts';
import { clients } from '../sources/clients.ts';
import { sources } from '../sources/registry.ts';
import { splitDelivery } from '../split-delivery.ts';
import type { Failure } from '../../kit/errors.ts';

export const SOURCE = 'src_tests';
export const NOW = Date.UTC(2026, 0, 10, 12);

/** A secret of the form that a kind's secrets have. Not random: the same in every run. */
export function secretOf(kind: string, text = 'a secret of the tests, 32 bytes.'): string {
  const about = SOURCE_CATALOGUE.find((a) => a.id === kind);
  switch (about?.secret) {
    case 'webhook':
      return `whsec_${toBase64(utf8(text))}`;
    case 'addressed':
      return `${SOURCE}.${toBase64Url(utf8(text))}`;
    default:
      return toBase64Url(utf8(text));
  }
}

/** The examples that a kind gives for its settings. */
export function settingsOf(kind: string): SourceSettings {
  const about = SOURCE_CATALOGUE.find((a) => a.id === kind);
  return Object.fromEntries(
    (about?.settings ?? []).filter((s) => s.required).map((s) => [s.name, s.type === 'list' ? [s.example] : s.example]),
  );
}

export interface World {
  readonly kind: string;
  readonly grant?: Partial<SourceGrant>;
  /** What the world outside answers, by URL; whatever else is asked for is `unavailable`. */
  readonly outside?: Readonly<Record<string, Uint8Array | string>>;
  readonly now?: number;
}

/** Ingest with one source of a kind, everything beyond it played. */
export function doorOf(world: World) {
  const accepted: DeliveryInput[] = [];
  const asked: string[] = [];
  const logged: string[] = [];
  const used: string[] = [];
  const grant: SourceGrant = {
    v: 1,
    id: SOURCE,
    org: 'org_tests',
    kind: world.kind,
    accounts: ['123456789012'],
    secrets: SOURCE_CATALOGUE.find((a) => a.id === world.kind)?.secret === 'none' ? [] : [secretOf(world.kind)],
    settings: settingsOf(world.kind) as Record<string, string | string[]>,
    enabled: true,
    ratePerMinute: 0,
    ...world.grant,
  };
  const grants = new Grants();
  const rates = new SourceRates();
  const uses = new KeyUses();
  const now = () => world.now ?? NOW;
  // One for all requests, as in an isolate.
  const outside: Outside = {
    get(url: string): Promise<Result<Uint8Array, Failure>> {
      asked.push(url);
      const found = world.outside && Object.hasOwn(world.outside, url) ? world.outside[url] : undefined;
      if (found === undefined) return Promise.resolve(err(failure('unavailable', 'nobody answers there')));
      return Promise.resolve(ok(typeof found === 'string' ? utf8(found) : found));
    },
  };
  const app = createApp(() => ({
    sources,
    grants,
    rates,
    keys: { lookup: ({ source }) => Promise.resolve(source === SOURCE ? grant : null) },
    intake: {
      refused: () => Promise.resolve(),
      accept: (delivery) => {
        accepted.push(delivery);
        return Promise.resolve(ok({ delivery: 'dlv_1', acceptedAt: now(), duplicate: false }));
      },
    },
    rate: { limit: () => Promise.resolve({ success: true }) },
    outside,
    keyUse: { uses, tell: (_grant, key) => used.push(key) },
    now,
    log: (event) => logged.push(event),
  }));
  /** Sends raw; `path` is what follows `/in/<source>`. */
  const send = (request: Partial<ClientRequest> & { readonly url?: string }) =>
    app.request(request.url ?? `/in/${SOURCE}${request.path ?? ''}`, {
      method: request.method ?? 'POST',
      headers: { ...request.headers },
      ...(request.method === 'GET' || request.method === 'OPTIONS' ? {} : { body: request.body ?? new Uint8Array() }),
    });
  return { send, accepted, asked, logged, used, grant };
}

export const inputOf = (kind: string, records: readonly unknown[], more: Partial<ClientInput> = {}): ClientInput => ({
  records,
  secret: secretOf(kind),
  settings: settingsOf(kind),
  deliveryId: 'dlv-of-the-tests-1',
  now: NOW,
  ...more,
});

/** A delivery as the kind's own sender makes it. */
export const clientRequest = (
  kind: string,
  records: readonly unknown[],
  more: Partial<ClientInput> = {},
  gzip = false,
) => requestOf(clients[kind]!, inputOf(kind, records, more), gzip);

/** What an accepted delivery holds. Throws if it cannot be split: the door must not have taken it. */
export function splitOf(delivery: DeliveryInput): Split {
  const { scope, contentType, encoding, facts, body } = delivery;
  const split = splitDelivery({
    kind: scope.kind,
    contentType,
    body: new Uint8Array(body),
    ...(encoding === undefined ? {} : { encoding }),
    ...(facts === undefined ? {} : { facts }),
  });
  if (!split.ok) throw new Error(`accepted, but: ${split.error.detail}`);
  return split.value;
}
