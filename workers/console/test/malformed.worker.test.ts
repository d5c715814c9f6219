import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hostile, routesOf, valid, type ApiRoute, type Document } from '../../../test/support/openapi-samples.ts';
import type { Env } from '../env.ts';
import { seedKnown } from './seed.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const ORIGIN = 'https://console.test';
const REQUESTS = 10_000;
/** Of the same tries on every machine; a failure prints what was sent. */
const SEED = 20_261_121;

interface Shot {
  readonly url: string;
  readonly init: RequestInit & { headers: Record<string, string> };
}

let document: Document;
let routes: ApiRoute[];

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
const encoded = (value: unknown): string => encodeURIComponent(asText(value).toWellFormed());

/** Mostly right with something wrong somewhere: what is wrong everywhere is refused at the first gate and tries nothing. */
const sometimes = (good: fc.Arbitrary<unknown>, bad: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: good, weight: 2 }, { arbitrary: bad, weight: 1 });

const header = fc.oneof(
  fc.constant(undefined),
  fc.string({ maxLength: 300 }),
  fc.constantFrom('*', '"', 'W/"x"', '\u00ff', 'Bearer', 'application/json; charset=utf-16', 'x'.repeat(5_000)),
);

function body(r: ApiRoute): fc.Arbitrary<{ type: string; text: string } | undefined> {
  const content = Object.entries(r.operation.requestBody?.content ?? {})[0];
  if (content === undefined) return fc.constant(undefined);
  const [type, { schema }] = content;
  const good = valid(schema, document);
  // One field of a good body replaced, or all of it.
  const mutated = fc.tuple(good, fc.nat(), hostile).map(([value, n, poison]) => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return poison;
    const key = Object.keys(value)[n % Object.keys(value).length]!;
    return { ...value, [key]: poison };
  });
  const text = fc.oneof(
    { arbitrary: mutated.map(asText), weight: 4 },
    { arbitrary: good.map(asText), weight: 1 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
    {
      arbitrary: fc.constantFrom('', '{', '[]', 'null', '"', '['.repeat(50_000), `{"a":${'{"a":'.repeat(10_000)}`),
      weight: 1,
    },
  );
  return fc.record({
    type: fc.oneof(
      { arbitrary: fc.constant(type), weight: 5 },
      { arbitrary: fc.constantFrom('text/plain', '', 'multipart/form-data', 'application/xml'), weight: 1 },
    ),
    text,
  });
}

function shot(r: ApiRoute): fc.Arbitrary<Shot> {
  const parameters = r.operation.parameters ?? [];
  const values = fc.tuple(...parameters.map((p) => sometimes(valid(p.schema, document), hostile)));
  return fc
    .record({
      values,
      extra: fc.option(fc.tuple(fc.string({ minLength: 1, maxLength: 20 }), hostile)),
      body: body(r),
      idempotencyKey: header,
      ifNoneMatch: header,
      upgrade: fc.constantFrom(undefined, 'websocket', 'h2c'),
    })
    .map((s): Shot => {
      let path = r.path;
      const query: string[] = [];
      for (const [i, p] of parameters.entries()) {
        if (p.in === 'path') path = path.replace(`{${p.name}}`, encoded(s.values[i]) || '%20');
        else if (p.in === 'query') query.push(`${p.name}=${encoded(s.values[i])}`);
      }
      if (s.extra !== null) query.push(`${encoded(s.extra[0])}=${encoded(s.extra[1])}`);
      const headers: Record<string, string> = { authorization: 'Bearer vdt_admin_org_a' };
      const put = (name: string, value: string | undefined): void => {
        if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) headers[name] = value;
      };
      put('idempotency-key', s.idempotencyKey);
      put('if-none-match', s.ifNoneMatch);
      put('upgrade', s.upgrade);
      if (s.body !== undefined) headers['content-type'] = s.body.type;
      return {
        url: `${ORIGIN}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
        init: { method: r.method, redirect: 'manual', headers, ...(s.body === undefined ? {} : { body: s.body.text }) },
      };
    });
}

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  await seedKnown(bindings.DB);
  document = await (await SELF.fetch(`${ORIGIN}/api/openapi.json`)).json<Document>();
  routes = routesOf(document);
});

describe('malformed requests', () => {
  it(`${REQUESTS} of them, made from the document, come to no fault of ours, and each refusal says why`, async () => {
    const each = Math.ceil(REQUESTS / routes.length);
    const faults: string[] = [];
    let sent = 0;
    let refused = 0;
    for (const [n, r] of routes.entries()) {
      for (const { url, init } of fc.sample(shot(r), { numRuns: each, seed: SEED + n })) {
        const response = await SELF.fetch(url, init);
        response.webSocket?.accept();
        response.webSocket?.close();
        const text = response.status === 101 ? '' : await response.text();
        sent++;
        if (response.status >= 500)
          faults.push(
            `${response.status} ${JSON.stringify({ url, ...init })
              .slice(0, 600)
              .toWellFormed()}`,
          );
        else if (response.status >= 400) {
          refused++;
          const problem = JSON.parse(text) as { code?: string; detail?: string; status?: number };
          if (problem.code === undefined || (problem.detail ?? '') === '' || problem.status !== response.status)
            faults.push(`no reason: ${init.method} ${url.slice(0, 200)}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    // They were malformed indeed: else this would test the way of the good.
    expect(refused).toBeGreaterThan(REQUESTS / 3);
  }, 300_000);
});
