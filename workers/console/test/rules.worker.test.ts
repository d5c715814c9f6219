import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundledEngine } from '../../../src/detect/bundled.ts';
import type { Env } from '../env.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const call = async (method: string, path: string, body?: unknown, role = 'analyst') => {
  const answer = await SELF.fetch(`https://console.test/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer vdt_${role}_org_a`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json<Record<string, unknown>>() };
};

const rule = (more = '') => `title: Odd door
id: 5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a01
level: high
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventName: OpenDoor
  condition: selection
${more}`;
const shippedId = () => bundledEngine().rules[0]!.id;

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  const day = Math.floor(Date.now() / 86_400_000);
  await bindings.DB.prepare(
    `INSERT INTO finding_hour (org, dimension, hour, value, n)
     VALUES ('org_a', 'rule', ?2, ?1, 2), ('org_a', 'rule', ?3, ?1, 5), ('org_a', 'rule', ?3, 'known-rule', 6), ('org_b', 'rule', ?2, ?1, 90)`,
  )
    .bind(shippedId(), day * 24, (day - 45) * 24)
    .run();
  await bindings.DB.prepare(
    `INSERT INTO rule_stat (org, rule, day, shadow, suppressed, last_at) VALUES ('org_a', ?1, ?2, 1, 3, ?3), ('org_b', ?1, ?2, 9, 9, 99)`,
  )
    .bind(shippedId(), day, day * 86_400_000 + 77)
    .run();
  await bindings.DB.prepare(
    `INSERT INTO rule_match (org, id, rule, kind, "by", time, seen_at, title, source, event_id, delivery)
     VALUES ('org_a', 'fnd_1', 'known-rule', 'shadow', NULL, 5, 6, 'Odd door', 'aws.cloudtrail', 'e1', 'dlv_1'),
            ('org_b', 'fnd_2', 'known-rule', 'shadow', NULL, 5, 6, 'Odd door', 'aws.cloudtrail', 'e2', 'dlv_2')`,
  ).run();
});

describe('the rules API', () => {
  it('lists what ships beside what is one’s own, each with how often it matched in a month', async () => {
    const { body } = await call('GET', '/rules', undefined, 'viewer');
    const rules = body['rules'] as {
      id: string;
      origin: string;
      matches: object;
      logsource: { product?: string };
    }[];
    expect(rules.find((r) => r.id === 'known-rule')).toMatchObject({
      origin: 'own',
      state: 'enabled',
      version: 1,
      wentQuiet: true,
      logsource: { product: 'aws', service: 'cloudtrail' },
    });
    expect(rules.filter((r) => r.logsource.product === undefined)).toEqual([]);
    expect(rules.find((r) => r.id === shippedId())).toMatchObject({
      origin: 'shipped',
      state: 'enabled',
      wentQuiet: false,
      matches: {
        findings: 2,
        before: 5,
        shadow: 1,
        suppressed: 3,
        lastAt: Math.floor(Date.now() / 86_400_000) * 86_400_000 + 77,
      },
    });
    const { rules: single, correlations } = bundledEngine();
    const loud = [...single, ...correlations.map((c) => c.meta)].filter((r) => r.silent !== true);
    expect(rules).toHaveLength(loud.length + 1);
  });

  it('takes a rule whose text compiles; refuses one that does not with its line, and the id of one that ships', async () => {
    expect(await call('POST', '/rules', { text: rule() })).toMatchObject({
      status: 201,
      body: { id: '5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a01' },
    });
    const wrong = await call('POST', '/rules', { text: rule().replace('eventName:', 'eventName|contans:') });
    expect(wrong).toMatchObject({ status: 422, body: { field: '/text' } });
    expect(wrong.body['detail']).toMatch(/^line 9, column \d+: /);
    const taken = rule().replace(/id: .*/, `id: ${shippedId()}`);
    expect((await call('POST', '/rules', { text: taken })).status).toBe(409);
    expect((await call('POST', '/rules', { text: rule() }, 'viewer')).status).toBe(403);
  });

  it('takes a correlation with the rule that it counts, under the correlation’s id', async () => {
    const id = '5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a02';
    const text = `${rule('name: door\n')}---
title: Many odd doors
id: ${id}
level: critical
correlation: { type: event_count, rules: [door], group-by: [user], timespan: 1m, condition: { gte: 3 } }
`;
    expect((await call('POST', '/rules', { text })).status).toBe(201);
    expect((await call('POST', '/rules/validate', { text })).body).toMatchObject({
      rules: [{ silent: true }, { id, kind: 'correlation', level: 'critical' }],
    });
    const taken = rule().replace(/id: .*/, 'id: aws.guardduty:Recon');
    expect(await call('POST', '/rules', { text: taken })).toMatchObject({ status: 422, body: { field: '/text' } });
  });

  it('says what a text defines without keeping it, and what it finds in events', async () => {
    expect((await call('POST', '/rules/validate', { text: rule() })).body).toMatchObject({
      errors: [],
      rules: [{ title: 'Odd door', level: 'high', kind: 'rule', silent: false }],
    });
    const events = [{ eventName: 'CloseDoor' }, { eventName: 'opendoor' }];
    const tried = await call('POST', '/rules/test', { text: rule(), events, source: 'aws.cloudtrail' });
    expect(tried.body).toMatchObject({
      errors: [],
      matches: [{ event: 1, title: 'Odd door', level: 'high', fields: [{ field: 'eventName', value: 'opendoor' }] }],
    });
    const elsewhere = await call('POST', '/rules/test', { text: rule(), events, source: 'aws.vpcflow' });
    expect(elsewhere.body).toMatchObject({ matches: [] });
  });

  it('counts for a correlation over the events given, and takes one that counts a rule which ships', async () => {
    const often = `title: Door often
id: 5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a02
level: high
correlation: { type: event_count, rules: [door], group-by: [user], timespan: 1m, condition: { gte: 2 } }
`;
    const text = `${rule().replace('level:', 'name: door\nlevel:')}---\n${often}`;
    const events = [
      { eventName: 'OpenDoor', user: 'a' },
      { eventName: 'OpenDoor', user: 'a' },
    ];
    const found = await call('POST', '/rules/test', { text, events });
    expect(found.body).toMatchObject({ errors: [], matches: [{ event: 1, title: 'Door often' }] });
    const known = often.replace('[door]', `[${shippedId()}]`);
    expect((await call('POST', '/rules', { text: known })).body).toMatchObject({
      id: '5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a02',
    });
  });

  it('shows what was kept back of the organisation’s own events alone', async () => {
    const { body } = await call('GET', '/rules/known-rule/kept-back', undefined, 'viewer');
    expect((body['items'] as { id: string }[]).map((m) => m.id)).toEqual(['fnd_1']);
  });

  it('lets what is unusual for a principal be tuned by its id, as a rule that ships', async () => {
    const body = { state: 'shadow', reason: 'a loud month', until: Date.now() + 1e6 };
    expect((await call('PUT', '/rules/vedette.baseline.country/state', body, 'admin')).status).toBe(200);
    expect((await call('PUT', '/rules/vedette.baseline.planet/state', body, 'admin')).status).toBe(404);
  });

  it('refuses a suppression whose fields mean nothing, before the gate is asked', async () => {
    const body = { rule: 'known-rule', where: { 'user|contans': 'x' }, reason: 'backup', expiresAt: Date.now() + 1e6 };
    expect(await call('POST', '/suppressions', body)).toMatchObject({ status: 422, body: { field: '/where' } });
    expect((await call('POST', '/suppressions', { ...body, where: { 'user|contains': 'x' } })).status).toBe(201);
  });
});
