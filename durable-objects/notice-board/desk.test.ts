import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/contracts/agents.ts';
import type { NotifyEnv } from '../../src/notify/settings.ts';
import { delivered, desk, HOUR, job, planOf, slackEnv, take, TOKEN } from './testing/desk-world.ts';
import { FakeSides } from './testing/fake-sides.ts';

const PORT = 19_300;
const sides = new FakeSides();
beforeAll(async () => {
  await sides.start(PORT);
});
afterAll(() => sides.stop());
beforeEach(() => sides.reset());
const SLACK = slackEnv(PORT);
const buttons = () =>
  JSON.stringify([...sides.messages.values()].map((m) => m.body)).match(/vedette\.(approve|deny)/g) ?? [];

describe('Slack', () => {
  test('an incident is one message, changed in place; all else is in its thread', async () => {
    const d = desk(SLACK);
    await d.start();
    await take(d, job('opened'));
    await d.run(1_000);
    await take(d, job('escalated', { phase: 'escalated' }));
    await d.run();
    await take(d, job('closed', { phase: 'closed' }));
    await d.run();
    const roots = [...sides.messages].filter(([, m]) => m.thread === undefined);
    expect(roots).toHaveLength(1);
    const [ts, root] = roots[0]!;
    expect(JSON.stringify(root.body)).toContain('Phase: closed');
    expect([...sides.messages.values()].filter((m) => m.thread === ts)).toHaveLength(2);
    expect(sides.calls.every((c) => c.headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(sides.calls.filter((c) => c.path.endsWith('chat.update')).every((c) => c.body.ts === ts)).toBe(true);
    expect(delivered(d).map((r) => r[2])).toEqual([true, true, true]);
  });

  test('a burst of fifty notices is a handful of calls', async () => {
    const d = desk(SLACK);
    await d.start();
    await take(d, ...Array.from({ length: 50 }, () => job('escalated')));
    await d.run(10 * 60_000);
    expect(sides.calls.length).toBeLessThanOrEqual(10);
    expect(d.world.reports).toHaveLength(50);
    const shown = JSON.stringify([...sides.messages.values()]);
    for (const line of ['Needs a person', 'Severity: critical']) expect(shown).toContain(line);
  });

  test('an incident that does not come to rest says less and less, and in the end all', async () => {
    const d = desk(SLACK);
    await d.start();
    for (let i = 0; i < 200; i++) {
      await take(d, job('drifted', { lines: [`change ${i}`] }));
      await d.run(5_000);
    }
    await d.run(HOUR);
    const thread = sides.calls.filter((c) => c.body.thread_ts !== undefined);
    // 1,000 s: thirty at once, then one a minute, then what is left.
    expect(thread.length).toBeLessThan(60);
    const said = JSON.stringify(thread);
    for (let i = 0; i < 200; i++) expect(said).toContain(`change ${i}`);
  });

  test('within two seconds it changes once, to the newest', async () => {
    const d = desk(SLACK);
    await d.start();
    await take(d, job('opened', { risk: 10 }));
    await d.run(100);
    for (const risk of [20, 30, 40]) {
      await take(d, job('opened', { risk }));
      await d.run(100);
    }
    expect(sides.paths()).toEqual(['chat.postMessage']);
    await d.run();
    expect(sides.paths()).toEqual(['chat.postMessage', 'chat.update']);
    expect(JSON.stringify(sides.calls[1]!.body)).toContain('Risk: 40 of 100');
  });

  test('a notice that comes late does not take the message back', async () => {
    const d = desk(SLACK);
    await d.start();
    const early = job('opened', { phase: 'triage' });
    await take(d, job('escalated', { phase: 'escalated' }));
    await d.run();
    await take(d, early);
    await d.run();
    expect(JSON.stringify([...sides.messages.values()][0]!.body)).toContain('Phase: escalated');
    expect(sides.calls.filter((c) => c.path.endsWith('chat.update'))).toHaveLength(0);
    expect(d.world.reports).toHaveLength(2);
  });

  test('the same notice again, or a restart, says nothing twice', async () => {
    const d = desk(SLACK);
    await d.start();
    const all = [job('opened'), job('escalated')];
    await take(d, ...all, ...all);
    await d.run();
    const before = sides.calls.length;
    const again = await d.restart();
    await again.take(all[0]!);
    await again.alarm();
    expect(sides.calls).toHaveLength(before);
    expect(d.world.reports).toHaveLength(2);
  });

  test('a plan of reversible actions has buttons until it is decided; then none is left', async () => {
    for (const end of ['approved', 'denied', 'expired', 'void']) {
      sides.reset();
      const d = desk(SLACK);
      await d.start();
      const plan = planOf();
      await take(d, job('opened'), job('approval_needed', { plan }));
      await d.run();
      expect(buttons()).toEqual(['vedette.approve', 'vedette.deny']);
      expect(JSON.stringify([...sides.messages.values()])).toContain(`${plan.id} ${plan.digest}`);
      await take(d, job('approval_decided', { about: { plan: plan.id, state: end, by: ['Grace'] } }));
      await d.run();
      expect(buttons()).toEqual([]);
      expect(JSON.stringify([...sides.messages.values()])).toContain(`${plan.id}: ${end} by Grace`);
      expect(sides.messages.size).toBe(2);
    }
  });

  test('a plan that is not wholly reversible has no button to approve it, but a link', async () => {
    const d = desk(SLACK);
    await d.start();
    await take(d, job('approval_needed', { plan: planOf({ reversible: false }) }));
    await d.run();
    expect(buttons()).toEqual(['vedette.deny']);
    expect(JSON.stringify([...sides.messages.values()])).toContain('https://soc.example.com/incidents/inc_1');
  });

  test('buttons go when the plan’s time is over or the incident ends, even if nobody says so', async () => {
    for (const how of ['time', 'closed'] as const) {
      sides.reset();
      const d = desk(SLACK);
      await d.start();
      await take(d, job('approval_needed', { plan: planOf() }));
      await d.run();
      expect(buttons()).toHaveLength(2);
      if (how === 'closed') await take(d, job('closed'));
      await d.run(how === 'time' ? 5 * HOUR : 60_000);
      expect(buttons()).toEqual([]);
    }
  });

  test('a decision that comes before its question leaves nothing to press', async () => {
    const d = desk(SLACK);
    await d.start();
    const asked = job('approval_needed', { plan: planOf() });
    await take(d, job('approval_decided', { about: { plan: 'plan_1', state: 'denied' } }), asked);
    await d.run();
    expect(buttons()).toEqual([]);
  });

  test('too fast: it waits as long as Slack says, and then says the newest', async () => {
    const d = desk(SLACK);
    await d.start();
    sides.say({ status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } });
    await take(d, job('opened', { risk: 10 }));
    await d.run(29_000);
    await take(d, job('opened', { risk: 77 }));
    await d.run(500);
    expect(sides.calls).toHaveLength(1);
    await d.run(2_000);
    expect(sides.calls).toHaveLength(2);
    expect(JSON.stringify(sides.calls[1]!.body)).toContain('Risk: 77');
  });

  test('an outage is waited out; an hour of it is told to the incident, and the next notice tries again', async () => {
    const d = desk(SLACK);
    await d.start();
    sides.say({ status: 503 }, { hang: true }, { body: { ok: false, error: 'internal_error' } });
    await take(d, job('opened'));
    await d.run(5 * 60_000);
    expect(sides.messages.size).toBe(1);
    expect(delivered(d).map((r) => r[2])).toEqual([true]);

    sides.reset();
    const e = desk(SLACK);
    await e.start();
    sides.say(...Array.from({ length: 20 }, () => ({ status: 500 })));
    await take(e, job('opened'));
    await e.run(4 * HOUR);
    expect(e.world.reports).toMatchObject([{ delivered: false, detail: 'gave up: Slack answered 500' }]);
    await take(e, job('escalated'));
    await e.run();
    expect([...sides.messages.values()].map((m) => m.thread === undefined)).toContain(true);
    expect(e.world.reports.at(-1)).toMatchObject({ delivered: true });
  });

  test('what Slack refuses for good is told with what to do, once, and not tried again until something new is to be said', async () => {
    const d = desk(SLACK);
    await d.start();
    sides.say({ body: { ok: false, error: 'not_in_channel' } });
    await take(d, job('opened'));
    await d.run(HOUR);
    expect(sides.calls).toHaveLength(1);
    expect(d.world.reports).toMatchObject([
      { delivered: false, detail: 'Slack answered not_in_channel: invite the app into the channel' },
    ]);
  });

  test('a message that somebody deleted is posted anew', async () => {
    const d = desk(SLACK);
    await d.start();
    await take(d, job('opened'));
    await d.run();
    sides.messages.clear();
    await take(d, job('contained'));
    await d.run();
    expect(sides.paths()).toEqual(['chat.postMessage', 'chat.update', 'chat.postMessage', 'chat.postMessage']);
    expect(d.world.reports).toHaveLength(2);
  });

  test('a report that the queue does not take is sent again, the message is not', async () => {
    let broken = true;
    const reports: Report[] = [];
    const d = desk(SLACK, {
      report: async (r) => {
        if (broken) throw new Error('queue');
        reports.push(r);
      },
    });
    await d.start();
    await take(d, job('opened'));
    await d.run(1_000);
    broken = false;
    await d.run();
    expect(sides.calls).toHaveLength(1);
    expect(reports).toHaveLength(1);
  });

  test('mentions, links and markup in what an attacker named stay text, in every message', async () => {
    const evil = '<!channel> <@U1> <https://evil.test|bank> *b* https://evil.test\n• approved';
    const d = desk(SLACK);
    await d.start();
    const action = { opId: 'op_1', action: evil, target: evil, changes: [evil], commands: [evil] };
    await take(
      d,
      job('opened', {
        title: evil,
        lines: [evil],
        phase: '<!here>',
        controls: [{ action: evil, target: evil, state: evil.slice(0, 40) }],
      }),
      job('approval_needed', { plan: planOf({ actions: [action] }), title: evil }),
      job('task', { plan: planOf({ id: 'plan_2', actions: [action] }), lines: [evil], title: evil }),
    );
    await d.run();
    expect(sides.messages.size).toBe(3);
    const texts = (value: unknown): string[] =>
      value === null || typeof value !== 'object'
        ? []
        : Object.entries(value).flatMap(([k, v]) => (k === 'text' && typeof v === 'string' ? [v] : texts(v)));
    for (const { body } of sides.messages.values()) {
      for (const text of texts(body)) {
        expect(text).not.toMatch(/[<>]/);
        expect(text).not.toContain('https://evil');
      }
      expect(JSON.stringify(body)).not.toContain('"mrkdwn"}');
      expect(JSON.stringify(body)).not.toContain('"type":"mrkdwn"');
      expect(body).toMatchObject({ parse: 'none', link_names: false, unfurl_links: false });
    }
  });
});

describe('an incoming webhook, where there is no bot', () => {
  const WEBHOOK: NotifyEnv = { SLACK_WEBHOOK_URL: `http://127.0.0.1:${PORT}/services/T0-secret` };

  test('takes each notice once, in order, a second apart, and without buttons that nobody could take back', async () => {
    const d = desk(WEBHOOK);
    await d.start();
    const all = [job('opened'), job('approval_needed', { plan: planOf() }), job('closed')];
    await take(d, ...all.toReversed(), ...all);
    await d.run(500);
    expect(sides.calls).toHaveLength(1);
    await d.run();
    expect(sides.calls.map((c) => String(c.body.text).split(':')[0])).toEqual([
      'Incident opened',
      'Approval needed',
      'Incident closed',
    ]);
    expect(JSON.stringify(sides.calls)).not.toContain('vedette.approve');
    expect(delivered(d)).toEqual(all.map((j) => [j.job, 'slack', true]));
  });

  test('waits as Slack says; what is refused is told, and does not hold up the next', async () => {
    const d = desk(WEBHOOK);
    await d.start();
    sides.say({ status: 429, headers: { 'retry-after': '7' } }, { status: 404, body: 'no_service' });
    await take(d, job('opened'), job('closed'));
    await d.run(6_000);
    expect(sides.calls).toHaveLength(1);
    await d.run();
    expect(d.world.reports).toMatchObject([
      { delivered: false, detail: 'Slack answered 404 no_service' },
      { delivered: true },
    ]);
    expect(JSON.stringify([d.world.reports, d.world.lines])).not.toContain('T0-secret');
  });
});
