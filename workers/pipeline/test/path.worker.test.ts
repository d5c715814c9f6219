import { beforeAll, describe, expect, it } from 'vitest';
import { Finding } from '../../../src/contracts/finding.ts';
import { accept, deadLetters, journalOf, migrateMain, newScope, rows, supervisor, until } from './world.ts';

beforeAll(migrateMain);

describe('a delivery on its way', () => {
  it('is accepted, flushed, consumed, written to D1 and forgotten by its journal', async () => {
    const scope = newScope();
    const { delivery, duplicate } = await accept(scope, '{"a":1}');
    expect(duplicate).toBe(false);
    const [row] = await until(async () => {
      const found = await rows<{ block_key: string }>('SELECT * FROM delivery WHERE id = ?', delivery);
      return found.length > 0 && found;
    });
    expect(row).toMatchObject({ org: scope.org, source_id: scope.sourceId, bytes: 7 });
    expect(row!.block_key).toMatch(new RegExp(`^raw/${scope.org}/${scope.sourceId}/`));
    await until(async () => (await journalOf(scope).poke()).bytes === 0);
    expect(await journalOf(scope).poke()).toEqual({ blocks: 0, bytes: 0 });
  });

  it('becomes a finding by a rule that ships and an incident at the supervisor; sent again it adds nothing', async () => {
    const scope = newScope('standard.webhook', ['111122223333']);
    const stopped = {
      eventVersion: '1.09',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/mallory',
        accountId: '111122223333',
        accessKeyId: 'AKIAEXAMPLEMALLORY01',
        userName: 'mallory',
      },
      eventTime: '2026-03-01T10:00:00Z',
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.77',
      userAgent: 'aws-cli/2.17.0',
      requestParameters: { name: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/audit' },
      responseElements: null,
      eventID: `event-${scope.org}`,
      eventType: 'AwsApiCall',
      recipientAccountId: '111122223333',
    };
    const body = [
      JSON.stringify(stopped),
      'no json',
      JSON.stringify({ ...stopped, eventName: 'GetTrail', eventID: 'b' }),
    ].join('\n');
    const sent: { delivery: string }[] = [];
    for (let i = 0; i < 2; i++) {
      sent.push(await accept(scope, body, { contentType: 'application/x-ndjson' }));
      await until(async () => (await rows('SELECT 1 FROM delivery WHERE id = ?', sent[i]!.delivery)).length > 0);
    }
    const findings = await rows<{ incident: string; body: string }>(
      'SELECT incident, body FROM finding WHERE org = ?',
      scope.org,
    );
    expect(findings).toHaveLength(1);
    expect(Finding.parse(JSON.parse(findings[0]!.body))).toMatchObject({
      kind: 'rule',
      source: 'aws.cloudtrail',
      operation: 'cloudtrail.amazonaws.com:StopLogging',
      account: '111122223333',
      foreignAccount: false,
      delivery: sent[0]!.delivery,
    });
    const { told } = await supervisor.told();
    expect(told.filter((t) => t.incident === findings[0]!.incident)).toHaveLength(1);
    expect(
      await rows(
        'SELECT events, duplicates, rejected, verdict FROM delivery WHERE org = ? ORDER BY accepted_at',
        scope.org,
      ),
    ).toEqual([
      { events: 2, duplicates: 0, rejected: 1, verdict: 'partial' },
      { events: 2, duplicates: 2, rejected: 1, verdict: 'partial' },
    ]);
    const letters = await rows<{ id: string; place: string }>(
      'SELECT id, place FROM dead_letter WHERE org = ?',
      scope.org,
    );
    expect(letters.map((l) => l.place)).toEqual(['lines[1]', 'lines[1]']);
    const again = await deadLetters().replay({ v: 1, org: scope.org, id: letters[0]!.id, actor: 'user:usr_a' });
    expect(again).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
  });
});
