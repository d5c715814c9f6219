import { beforeAll, describe, expect, it } from 'vitest';
import { accept, ACCOUNT, env, migrateMain, newScope, until } from './world.ts';
import { keptBack, ruleCounts } from '../../../src/storage/main/read/rules.ts';

interface FakeGate {
  set(org: string, content: object): Promise<void>;
  setDown(value: boolean): Promise<void>;
}
const gate = env.DETECTION_CONTENT as unknown as FakeGate;
const DAY_MS = 86_400_000;

const rule = (id: string, name: string): string => `title: Rule ${id}
id: ${id}
level: medium
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ${name} }
  condition: selection
`;
const content = (org: string, more: object) => ({
  v: 1,
  org,
  revision: 1,
  rules: [],
  tunings: [],
  suppressions: [],
  ...more,
});
let events = 0;
const record = (eventName: string, more: object = {}) => ({
  eventVersion: '1.09',
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/dana`, accountId: ACCOUNT, userName: 'dana' },
  eventTime: new Date(Date.now() - 60_000).toISOString(),
  eventSource: 'door.amazonaws.com',
  eventName,
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.9',
  eventID: `e-${Date.now()}-${++events}`,
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  ...more,
});
const send = (scope: ReturnType<typeof newScope>, records: readonly object[]) =>
  accept(scope, records.map((r) => JSON.stringify(r)).join('\n'), { contentType: 'application/x-ndjson' });
const findings = async (org: string): Promise<string[]> => {
  const { results } = await env.DB.prepare('SELECT title, body FROM finding WHERE org = ? ORDER BY title')
    .bind(org)
    .all<{ title: string; body: string }>();
  return results.map((r) => r.title);
};
const processed = (org: string, deliveries: number) =>
  until(async () => {
    const row = await env.DB.prepare('SELECT count(*) AS n FROM delivery WHERE org = ?')
      .bind(org)
      .first<{ n: number }>();
    return row?.n === deliveries;
  });

beforeAll(migrateMain);

describe('what an organisation detects', () => {
  it('is matched without a redeploy: its own rules make findings with the fields that they went by', async () => {
    const scope = newScope();
    await gate.set(scope.org, content(scope.org, { rules: [own('mine', rule('mine', 'OpenDoor'))] }));
    await send(scope, [record('OpenDoor')]);
    await processed(scope.org, 1);
    expect(await findings(scope.org)).toEqual(['Rule mine']);
    const row = await env.DB.prepare('SELECT body FROM finding WHERE org = ?')
      .bind(scope.org)
      .first<{ body: string }>();
    expect(JSON.parse(row!.body)).toMatchObject({ fields: [{ field: 'eventName', value: 'OpenDoor' }] });
  });

  it('keeps back what a rule in shadow finds or a suppression describes, and counts each event once though it comes twice', async () => {
    const scope = newScope();
    const suppressions = [
      { id: 'sup_1', rule: 'loud', where: { sourceIPAddress: '203.0.113.9' }, expiresAt: Date.now() + DAY_MS },
    ];
    const rules = [own('shy', rule('shy', 'OpenDoor'), 'shadow'), own('loud', rule('loud', 'OpenDoor'))];
    await gate.set(scope.org, content(scope.org, { rules, suppressions }));
    const one = record('OpenDoor');
    const other = record('OpenDoor', { sourceIPAddress: '198.51.100.7' });
    await send(scope, [one, other]);
    await send(scope, [one, other]);
    await processed(scope.org, 2);
    expect(await findings(scope.org)).toEqual(['Rule loud']);
    const counts = await ruleCounts(env.DB, scope.org, Date.now(), 30);
    expect(counts.get('shy')).toMatchObject({ findings: 0, shadow: 2, suppressed: 0 });
    expect(counts.get('loud')).toMatchObject({ findings: 1, shadow: 0, suppressed: 1 });
    expect(await keptBack(env.DB, scope.org, 'loud', 9)).toMatchObject([
      { kind: 'suppressed', by: 'sup_1', principal: `arn:aws:iam::${ACCOUNT}:user/dana` },
    ]);
  });

  it('goes on with what ships while the gate does not answer', async () => {
    const scope = newScope();
    await gate.setDown(true);
    try {
      const trail = { eventSource: 'cloudtrail.amazonaws.com', requestParameters: { name: 'main' } };
      await send(scope, [record('StopLogging', trail)]);
      await processed(scope.org, 1);
      expect(await findings(scope.org)).toEqual(['Audit trail stopped or weakened']);
    } finally {
      await gate.setDown(false);
    }
  });
});

function own(id: string, text: string, state: 'enabled' | 'shadow' = 'enabled') {
  return { id, version: 1, state, text, since: 0 };
}
