import type { NotifiedPlan, NotifyJob, Report } from '../../../src/contracts/agents.ts';
import { nodeSqlite } from '../../../src/kit/testing/node-sqlite.ts';
import { channelsOf, type NotifyEnv } from '../../../src/notify/settings.ts';
import { NoticeDesk, type DeskDeps } from '../desk.ts';

export const TOKEN = 'xoxb-test-0123456789';
export const KEY = '0123456789abcdef0123456789abcdef';
export const slackEnv = (port: number): NotifyEnv => ({
  SLACK_BOT_TOKEN: TOKEN,
  SLACK_CHANNEL: 'C0SECURITY',
  SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
  CONSOLE_ORIGIN: 'https://soc.example.com',
});
export const pagerEnv = (port: number): NotifyEnv => ({
  PAGERDUTY_ROUTING_KEY: KEY,
  PAGERDUTY_EVENTS_URL: `http://127.0.0.1:${port}/v2/enqueue`,
});
export const HOUR = 3_600_000;

let seq = 0;
export const job = (event: NotifyJob['event'], more: Partial<NotifyJob> = {}): NotifyJob => {
  seq++;
  return {
    v: 1,
    job: `job_${seq}`,
    org: 'org_acme',
    incident: 'inc_1',
    event,
    seq,
    title: 'Leaked key of ci-deployer',
    severity: 'critical',
    risk: 94,
    phase: 'investigate',
    lines: [`said by ${event}`],
    at: 1_700_000_000_000 + seq,
    ...more,
  };
};
export const planOf = (more: Partial<NotifiedPlan> = {}): NotifiedPlan => ({
  id: 'plan_1',
  digest: 'a'.repeat(64),
  reversible: true,
  approvalsNeeded: 1,
  approverRole: 'approver',
  strategy: 'immediate',
  expiresAt: 1_700_000_000_000 + 4 * HOUR,
  actions: [
    {
      opId: 'op_1',
      action: 'aws.iam.deactivate-access-key',
      target: 'arn:aws:iam::111122223333:user/mallory',
      changes: ['Status: Active → Inactive'],
      commands: [],
    },
  ],
  ...more,
});

/** A desk on a clock of the test's; `run` lets alarms fire until there is none before `until`. */
export function desk(env: NotifyEnv, more: Partial<DeskDeps> = {}) {
  const world = {
    now: 1_700_000_000_000,
    alarm: undefined as number | undefined,
    reports: [] as Report[],
    lines: [] as string[],
  };
  const deps: DeskDeps = {
    sql: nodeSqlite(),
    setAlarm: async (at) => void (world.alarm = at),
    clear: async () => undefined,
    channelsOf: (org) => channelsOf(env, org),
    fetch: (url, init) => fetch(url, init),
    report: async (r) => void world.reports.push(r),
    writeLine: (l) => world.lines.push(l),
    now: () => world.now,
    ...more,
  };
  const it = new NoticeDesk(deps);
  const run = async (ms = 60_000) => {
    const until = world.now + ms;
    while (world.alarm !== undefined && world.alarm <= until) {
      world.now = Math.max(world.now, world.alarm);
      await it.alarm();
    }
    world.now = until;
  };
  const restart = async () => {
    const again = new NoticeDesk(deps);
    await again.start();
    return again;
  };
  return { it, world, run, deps, restart, start: () => it.start() };
}
export const take = async (d: ReturnType<typeof desk>, ...jobs: NotifyJob[]) => {
  for (const j of jobs) await d.it.take(j);
};
export const delivered = (d: ReturnType<typeof desk>) =>
  d.world.reports.map((r) => (r.kind === 'notified' ? [r.job, r.channel, r.delivered] : r.kind));
