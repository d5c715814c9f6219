import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type {
  CorrelationWindow,
  CorrelationWindowEnv,
} from '../../../durable-objects/correlation-window/correlation-window.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import { draftOf } from '../../../src/detect/correlation/finding.ts';
import { specOf } from '../../../src/detect/correlation/plan.ts';
import { makeCorrelation, makeHit } from '../../../src/detect/correlation/testing/make-correlation.ts';
import { LATENESS_MS } from '../../../src/detect/correlation/window.ts';
import { env, newScope } from './world.ts';

type Message = { v: 1; finding: Finding };
interface Inside {
  env: CorrelationWindowEnv;
}
const few = makeCorrelation({ bounds: [{ op: 'lt', value: 3 }] });
const draft = { v: 1, org: 'org_a', evidence: {} } as unknown as Finding;

/** A shard whose findings go to `send` instead of the queue. */
function shardOf(send: (m: Message) => Promise<void>) {
  const { org } = newScope();
  // A stub does not outlive a crash of its object.
  const stub = () => env.CORRELATION_WINDOW.getByName(`${org}:0`);
  const inside = <R>(f: (o: CorrelationWindow, state: DurableObjectState) => R | Promise<R>) =>
    runInDurableObject(stub(), f);
  return {
    inside,
    alarm: () => runDurableObjectAlarm(stub()),
    prepare: () =>
      inside(async (o, state) => {
        const self = o as unknown as Inside;
        self.env = { ...self.env, FINDINGS: { send } as unknown as Queue<Message> };
        const hits = [makeHit(0), makeHit(1)];
        const drafts = hits.map((h) => ['c1', h.event, draftOf(few, draft)] as const);
        await o.count({ v: 1, org, specs: [specOf(few)], hits, maxRowsPerRule: 100, drafts });
        return state.storage.getAlarm();
      }),
    makeDue: () =>
      inside((_, state) => void state.storage.sql.exec('UPDATE segment SET due = 1 WHERE due IS NOT NULL')),
    count: (table: string) =>
      inside((_, state) => state.storage.sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`).one().n),
  };
}

describe('a shard with a window that waits for its end', () => {
  it('has an alarm for it, tells once, and has another to sweep', async () => {
    const sent: Message[] = [];
    const shard = shardOf((m) => {
      sent.push(m);
      return Promise.resolve();
    });
    const alarm = await shard.prepare();
    expect(Math.abs(alarm! - Date.now() - LATENESS_MS)).toBeLessThan(60_000);
    await shard.makeDue();
    expect(await shard.alarm()).toBe(true);
    expect(sent.map((m) => m.finding.evidence['correlation'])).toMatchObject([{ group: { user: 'ann' }, value: 2 }]);
    expect(await shard.alarm()).toBe(true);
    expect(sent).toHaveLength(1);
    await shard.inside((_, state) => void state.storage.sql.exec('UPDATE segment SET expires = 1'));
    expect(await shard.alarm()).toBe(true);
    expect(await shard.count('segment')).toBe(0);
    expect(await shard.count('rule')).toBe(0);
    expect(await shard.alarm()).toBe(false);
  });

  it('keeps what it has to tell through an outage of the queue and a crash', async () => {
    const sent: string[] = [];
    let down = true;
    const send = (m: Message) => {
      if (down) return Promise.reject(new Error('down'));
      sent.push(m.finding.id);
      return Promise.resolve();
    };
    const shard = shardOf(send);
    await shard.prepare();
    await shard.makeDue();
    await shard.alarm();
    expect(await shard.count('outbox')).toBe(1);
    await shard.inside((_, state) => state.abort('killed by the test')).catch(() => undefined);
    down = false;
    await shard.inside((o, state) => {
      const self = o as unknown as Inside;
      self.env = { ...self.env, FINDINGS: { send } as unknown as Queue<Message> };
      state.storage.sql.exec('UPDATE outbox SET due = 1');
    });
    expect(await shard.alarm()).toBe(true);
    expect(sent).toHaveLength(1);
    expect(await shard.count('outbox')).toBe(0);
  });
});
