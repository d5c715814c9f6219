import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NotifyJob } from '../../../contracts/agents.ts';
import { escapeSlack } from '../../../kit/slack.ts';
import { slack, SlackWebhookUrl } from './slack.ts';

const job = (more: Partial<NotifyJob> = {}): NotifyJob => ({
  v: 1,
  job: 'job_1',
  org: 'org_acme',
  incident: 'inc_1',
  event: 'approval_needed',
  title: 'Leaked access key of ci-deployer: backdoor user',
  severity: 'critical',
  risk: 94,
  phase: 'await_approval',
  lines: ['Deactivate AKIAIOSFODNN7EXAMPLE'],
  at: 1_700_000_000_000,
  ...more,
});

/** Every text in a rendered message, with the kind of the object that it stands in. */
function texts(value: unknown): { type: unknown; text: string }[] {
  if (value === null || typeof value !== 'object') return [];
  const own =
    'text' in value && typeof value.text === 'string'
      ? [{ type: 'type' in value ? value.type : 'top', text: value.text }]
      : [];
  return [...own, ...Object.values(value).flatMap(texts)];
}

describe('render', () => {
  test('says what happened, how bad, and of which incident', () => {
    const all = texts(slack.render(job())).map((t) => t.text);
    expect(all).toContain('Approval needed: Leaked access key of ci-deployer: backdoor user');
    expect(all).toEqual(
      expect.arrayContaining([
        'Severity: critical',
        'Risk: 94 of 100',
        'Incident: inc_1',
        '• Deactivate AKIAIOSFODNN7EXAMPLE',
      ]),
    );
  });

  test('mentions, links and markup in text stay text', () => {
    const evil = '<!channel> <@U123> <https://evil.test|your bank> *bold* `code` & https://evil.test';
    const message = slack.render(job({ title: evil, lines: [evil], phase: evil }));
    for (const { type, text } of texts(message)) {
      expect(text).not.toMatch(/[<>]/);
      expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
      expect(text).not.toContain('https://');
      // No object that Slack reads as markup.
      expect(['plain_text', 'top']).toContain(type);
    }
    expect(message).toMatchObject({ mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false });
  });

  test('a line break in a name cannot forge a line of ours', () => {
    const message = slack.render(job({ lines: ['user x\n• Approved by admin', 'second'] }));
    expect(texts(message).map((t) => t.text)).toContain('• user x • Approved by admin\n• second');
  });

  test('whatever the message holds, every text is within the limits of Block Kit', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 16 }), (title, lines) => {
        const message = slack.render(job({ title: title.slice(0, 200), lines }));
        for (const { type, text } of texts(message)) {
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(3_000);
          expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
          expect(type).not.toBe('mrkdwn');
        }
        expect(message.blocks[0]!.text!.text.length).toBeLessThanOrEqual(150);
      }),
    );
  });

  test('cutting never halves an escape', () => {
    expect(escapeSlack('&&&&', 12)).toBe('&amp;&amp;…');
  });
});

describe('classify', () => {
  const verdict = (status: number, retryAfter: string | null = null, body = '') =>
    slack.classify({ status, retryAfter, body });

  test('accepted, to be tried again, or never', () => {
    expect(verdict(200, null, 'ok')).toEqual({ kind: 'ok' });
    expect(verdict(429, '7')).toMatchObject({ kind: 'retry', afterSeconds: 7 });
    expect(verdict(503)).toMatchObject({ kind: 'retry' });
    expect(verdict(404, null, 'no_service')).toEqual({ kind: 'permanent', detail: 'Slack answered 404 no_service' });
    expect(verdict(302)).toMatchObject({ kind: 'permanent' });
  });

  test('a Retry-After that is absurd or missing is bounded', () => {
    expect(verdict(429, '999999')).toMatchObject({ afterSeconds: 900 });
    expect(verdict(429, '0')).toMatchObject({ afterSeconds: 1 });
    expect(verdict(429, 'soon')).toMatchObject({ afterSeconds: 30 });
  });

  test('a body that is not one of the short words is not repeated', () => {
    expect(verdict(400, null, '<b>hello</b>')).toEqual({ kind: 'permanent', detail: 'Slack answered 400' });
  });
});

describe('where a webhook may live', () => {
  test('only at Slack over TLS, or on this machine', () => {
    const good = [
      'https://hooks.slack.com/services/T0/B0/x',
      'https://hooks.slack-gov.com/services/T0/B0/x',
      'http://127.0.0.1:9242/x',
    ];
    const bad = [
      'http://hooks.slack.com/services/T0/B0/x',
      'https://hooks.slack.com.evil.test/services',
      'https://evil.test/hooks.slack.com',
      'https://hooks.slack.com@evil.test/',
      'https://user:pw@hooks.slack.com/',
      'https://hooks.slack.com:8443/',
      'http://127.0.0.1.evil.test/',
      'http://localhost/',
      'not an address',
      '',
    ];
    for (const url of good) expect([url, SlackWebhookUrl.safeParse(url).success]).toEqual([url, true]);
    for (const url of bad) expect([url, SlackWebhookUrl.safeParse(url).success]).toEqual([url, false]);
  });
});
