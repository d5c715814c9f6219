import { createExecutionContext } from 'cloudflare:test';
import type { BlockEntry, SourceScope } from '../../../src/contracts/delivery.ts';
import type { HuntStart, RetroHuntView } from '../../../src/contracts/retro-hunt.ts';
import { concatBytes, utf8 } from '../../../src/kit/bytes.ts';
import { HOUR_MS } from '../../../src/kit/clock.ts';
import { newId } from '../../../src/kit/ids.ts';
import { blockKey, encodeBlock } from '../../../src/storage/raw/block.ts';
import { RetroHunts } from '../index.ts';
import { ACCOUNT, env, newScope, rows } from './world.ts';

/** Start of the hour in which the archives of the tests end. */
export const NOON = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;

export const hunts = () => new RetroHunts(createExecutionContext(), env);
export const scopeOf = (org?: string): SourceScope => {
  const scope = newScope('standard.webhook');
  return org === undefined ? scope : { ...scope, org };
};

export const call = (id: string, eventName: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventVersion: '1.09',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
    accountId: ACCOUNT,
    userName: 'mallory',
  },
  eventTime: new Date(NOON - 5 * HOUR_MS).toISOString(),
  eventSource: 'retro.amazonaws.com',
  eventName,
  awsRegion: 'eu-central-1',
  sourceIPAddress: '203.0.113.77',
  userAgent: 'aws-cli/2.17.0',
  eventID: id,
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  ...more,
});

/** Puts a block into the archive as a journal would have at that time; answers its key and bytes. */
export async function archive(
  scope: SourceScope,
  at: number,
  ...deliveries: readonly (readonly Record<string, unknown>[])[]
): Promise<{ key: string; bytes: number; ids: string[] }> {
  const bodies = deliveries.map((d) => utf8(d.map((r) => JSON.stringify(r)).join('\n')));
  let offset = 0;
  const entries = bodies.map((b): BlockEntry => {
    const place = { offset, length: b.byteLength };
    offset += b.byteLength;
    return { id: newId('dlv', at), scope, contentType: 'application/x-ndjson', acceptedAt: at, ...place };
  });
  const key = blockKey(scope.org, scope.sourceId, newId('blk', at), at);
  const block = encodeBlock([{ entries, body: concatBytes(bodies) }]);
  await env.RAW.put(key, block);
  return { key, bytes: block.byteLength, ids: entries.map((e) => e.id) };
}

export const RULE_ID = '9d1c1b7e-1111-4c7e-9d5e-5f0f1a2b3c4d';
export const RULE = `
title: Something quiet was done
id: ${RULE_ID}
status: test
level: high
description: A deed that nobody looked for until now.
tags:
  - attack.t1078
logsource:
  product: aws
  service: cloudtrail
detection:
  deed:
    eventSource: retro.amazonaws.com
    eventName: QuietDeed
  condition: deed
`;

export interface FakeGate {
  set(org: string, value: unknown): Promise<void>;
}
export const gate = env.DETECTION_CONTENT as unknown as FakeGate;
export const enable = (org: string, text = RULE, more: Record<string, unknown> = {}) =>
  gate.set(org, {
    v: 1,
    org,
    revision: 1,
    rules: [{ id: RULE_ID, version: 1, state: 'enabled', text, since: Date.now() }],
    tunings: [],
    suppressions: [],
    ...more,
  });

/** Waits (twenty seconds at most) until a hunt is over. */
export async function over(org: string, id: string): Promise<RetroHuntView> {
  for (let i = 0; i < 400; i++) {
    const view = await hunts().hunt({ v: 1, org, id });
    if (view.ok && view.value.finishedAt !== null) return view.value;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`the hunt is not over: ${JSON.stringify(await hunts().hunt({ v: 1, org, id }))}`);
}

export async function start(org: string, body: Partial<HuntStart> & Pick<HuntStart, 'what'>): Promise<RetroHuntView> {
  const span = { from: NOON - 24 * HOUR_MS, to: NOON };
  const started = await hunts().start({ v: 1, org, actor: 'user:usr_test', body: { ...span, ...body } });
  if (!started.ok) throw new Error(`refused: ${started.error.code}: ${started.error.detail}`);
  return started.value;
}

export const findingsOf = async (
  org: string,
): Promise<{ id: string; incident: string | null; retroHunt: string | null }[]> =>
  rows(`SELECT id, incident, body ->> '$.retroHunt' AS retroHunt FROM finding WHERE org = ? ORDER BY event_id`, org);
