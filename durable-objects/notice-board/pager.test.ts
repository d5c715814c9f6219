import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { delivered, desk, HOUR, job, KEY, pagerEnv, slackEnv, take } from './testing/desk-world.ts';
import { FakeSides } from './testing/fake-sides.ts';
import { channelsOf, type NotifyEnv } from '../../src/notify/settings.ts';

const PORT = 19_301;
const sides = new FakeSides();
beforeAll(async () => {
  await sides.start(PORT);
});
afterAll(() => sides.stop());
beforeEach(() => sides.reset());
const PAGER = pagerEnv(PORT);
const SLACK = slackEnv(PORT);

describe('PagerDuty', () => {
  test('is called once, acknowledged, resolved; all with the incident as key', async () => {
    const d = desk(PAGER);
    await d.start();
    for (const event of [
      'opened',
      'escalated',
      'approval_needed',
      'acknowledged',
      'escalated',
      'contained',
      'closed',
    ] as const) {
      await take(d, job(event));
      await d.run();
    }
    expect(sides.actions()).toEqual(['trigger', 'acknowledge', 'resolve']);
    for (const c of sides.calls) expect(c.body).toMatchObject({ routing_key: KEY, dedup_key: 'inc_1' });
    expect(sides.calls[0]!.body).toMatchObject({
      payload: { severity: 'critical', source: 'vedette', summary: 'Incident opened: Leaked key of ci-deployer' },
    });
    expect(delivered(d).map((r) => r[1])).toEqual(['pagerduty', 'pagerduty', 'pagerduty']);
  });

  test('in whatever order notices come, and however often', async () => {
    const all = [job('opened'), job('acknowledged'), job('escalated')];
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
      [0, 0, 1, 1, 2],
    ]) {
      sides.reset();
      const d = desk(PAGER);
      await d.start();
      for (const i of order) {
        await take(d, all[i]!);
        await d.run();
      }
      expect(sides.actions()).toEqual(['trigger', 'acknowledge']);
    }
  });

  test('nobody is called for what is over, and what ended is resolved only where somebody was called', async () => {
    const d = desk(PAGER);
    await d.start();
    const opened = job('opened');
    await take(d, job('closed'));
    await d.run();
    await take(d, opened);
    await d.run();
    expect(sides.actions()).toEqual([]);
  });

  test('an incident that is opened again calls again', async () => {
    const d = desk(PAGER);
    await d.start();
    for (const event of ['opened', 'closed', 'escalated'] as const) {
      await take(d, job(event));
      await d.run();
    }
    expect(sides.actions()).toEqual(['trigger', 'resolve', 'trigger']);
  });

  test('429 and 5xx are tried again, an invalid event is not until there is something new', async () => {
    const d = desk(PAGER);
    await d.start();
    sides.say({ status: 429, body: '' }, { status: 500 }, { hang: true });
    await take(d, job('opened'));
    await d.run(5 * 60_000);
    expect(sides.actions()).toEqual(['trigger', 'trigger', 'trigger', 'trigger']);
    expect(new Set(sides.calls.map((c) => c.body.dedup_key)).size).toBe(1);
    expect(delivered(d)).toHaveLength(1);

    sides.reset();
    const e = desk(PAGER);
    await e.start();
    sides.say({ status: 400, body: { status: 'invalid event', errors: ['Length of routing_key'] } });
    await take(e, job('opened'));
    await e.run(HOUR);
    expect(sides.actions()).toEqual(['trigger']);
    expect(e.world.reports).toMatchObject([
      { delivered: false, channel: 'pagerduty', detail: expect.stringContaining('routing key') },
    ]);
    expect(JSON.stringify(e.world.reports)).not.toContain(KEY);
    await take(e, job('escalated'));
    await e.run();
    expect(sides.actions()).toEqual(['trigger', 'trigger']);
  });
});

describe('where an organisation’s notices go', () => {
  test('of several organisations each has its own channel and key; one without is sent nowhere', async () => {
    const env: NotifyEnv = {
      ...SLACK,
      ...PAGER,
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
      SLACK_CHANNELS: '{"org_other":"C0OTHER"}',
      PAGERDUTY_ROUTING_KEYS: `{"org_other":"${'f'.repeat(32)}"}`,
    };
    expect(channelsOf(env, 'org_acme')).toEqual({ dashboard: 'https://soc.example.com', faults: [] });
    expect(channelsOf(env, 'org_other')).toMatchObject({
      slack: { channel: 'C0OTHER' },
      pagerduty: { routingKey: 'f'.repeat(32) },
    });
    const d = desk(env);
    await d.start();
    await take(d, job('opened'));
    await d.run();
    expect(sides.calls).toEqual([]);
  });

  test('a setting that is not as it must be turns its channel off, never into another’s, and is not repeated', () => {
    for (const SLACK_CHANNELS of ['{', '[]', '{"org_acme":"#general"}', '{"acme":"C0A"}', '"C0A"']) {
      const c = channelsOf({ ...SLACK, SLACK_CHANNELS, SLACK_WEBHOOK_URL: 'https://hooks.slack.com/x' }, 'org_acme');
      expect(c.slack).toBeUndefined();
      expect(c.webhook).toBeUndefined();
      expect(c.faults).toHaveLength(1);
    }
    for (const SLACK_API_URL of ['https://evil.test/api/', 'http://slack.com/api/', 'https://slack.com.evil.test/api/'])
      expect(channelsOf({ ...SLACK, SLACK_API_URL }, 'org_acme').slack).toBeUndefined();
    for (const PAGERDUTY_EVENTS_URL of ['https://evil.test/v2/enqueue', 'http://events.pagerduty.com/v2/enqueue'])
      expect(channelsOf({ ...PAGER, PAGERDUTY_EVENTS_URL }, 'org_acme').pagerduty).toBeUndefined();
    const wrong = channelsOf({ SLACK_BOT_TOKEN: 'secret-thing', SLACK_CHANNEL: 'C0A' }, 'org_acme');
    expect(wrong).toMatchObject({ faults: [expect.stringContaining('SLACK_BOT_TOKEN')] });
    expect(JSON.stringify(wrong)).not.toContain('secret-thing');
    expect(channelsOf({ SLACK_CHANNELS: '{"org_acme":"C0A"}' }, 'constructor').slack).toBeUndefined();
  });
});
