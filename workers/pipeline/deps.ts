import type { CorrelationWindowApi } from '../../durable-objects/correlation-window/api.ts';
import type { CorrelatorApi } from '../../durable-objects/correlator/api.ts';
import type { PrincipalBaselineApi } from '../../durable-objects/principal-baseline/api.ts';
import type { RetroHuntObject } from '../../durable-objects/retro-hunt/api.ts';
import type { BlockMessage, HuntMessage } from '../../src/contracts/delivery.ts';
import type { DetectionContent } from '../../src/contracts/detections.ts';
import type { FeedInput } from '../../src/contracts/feed.ts';
import type { PullMessage } from '../../src/contracts/pull.ts';
import type { FindingsApi } from '../../src/contracts/rpc.ts';
import type { OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import { Recent } from '../../src/kit/recent.ts';
import { batchesOf, eachOnce } from '../../src/pull/batches.ts';
import { DetectionContents } from './detection-content.ts';
import type { Env } from './env.ts';
import { HabitMemory } from './habit-memory.ts';
import { newIndicators, type HeldIndicators } from './indicators.ts';
import type { Stages } from './process-delivery.ts';
import type { WatchDeps } from './sources/watch.ts';
import { stages } from './stages.ts';

/** What the consumers stand on. */
export interface Deps {
  readonly db: D1Database;
  readonly raw: R2Bucket;
  readonly stages: Stages;
  /** What an organisation detects; what ships where the gate never answered. Does not reject. */
  readonly rules: (org: string) => Promise<OrganisationRules>;
  /** What those rules are made of; undefined where the gate never answered. `fresh`: asked anew, and rejects if it does not answer. */
  readonly content: (org: string, fresh?: boolean) => Promise<DetectionContent | undefined>;
  readonly supervisor: FindingsApi;
  readonly correlator: (org: string) => CorrelatorApi;
  /** A shard of what an organisation's correlation rules remember */
  readonly windows: (org: string, shard: number) => CorrelationWindowApi;
  readonly windowShards: number;
  /** A shard of what is usual for an organisation's principals */
  readonly baselines: (org: string, shard: number) => PrincipalBaselineApi;
  readonly baselineShards: number;
  /** Tells who watches what is new. Throws if it cannot. */
  readonly tell: (org: string, items: readonly FeedInput[]) => Promise<void>;
  /** The organisation's list of indicators, of this version or a later one. Rejects if R2 cannot be reached and no list is held. */
  readonly indicators: (org: string, least?: string) => Promise<HeldIndicators | undefined>;
  readonly indicatorBucket: R2Bucket;
  readonly retroHunt: (id: string) => RetroHuntObject;
  readonly hunt: (messages: readonly HuntMessage[]) => Promise<void>;
  /** Hands announced objects to the puller. */
  readonly pull: (messages: readonly PullMessage[]) => Promise<void>;
  /** Tells a journal that blocks are processed for good. */
  readonly done: (journal: string, blocks: readonly string[]) => Promise<void>;
  readonly memory: Memory;
  readonly now: () => number;
}

/**
 * What this isolate remembers. All are only savings: findings and incidents are keyed by event, so that forgetting repeats
 * work and nothing else.
 */
export interface Memory {
  /** Event → the delivery that brought it, marked only after that delivery was committed. */
  readonly events: Recent<string>;
  /** Blocks that were processed to the end. */
  readonly blocks: Recent<true>;
  /** What was told of principals' habits in the last hours */
  readonly habits: HabitMemory;
}

/** About 12 MB at most for the events of an isolate's recent past. */
const EVENTS_REMEMBERED = 50_000;
const BLOCKS_REMEMBERED = 4_096;

export const newMemory = (): Memory => ({
  events: new Recent(EVENTS_REMEMBERED),
  blocks: new Recent(BLOCKS_REMEMBERED),
  habits: new HabitMemory(),
});
const memory = newMemory();
const indicators = newIndicators();
const detection = new DetectionContents(
  () => stages.engine,
  (event, detail) => console.warn(JSON.stringify({ level: 'warn', event, ...detail })),
);

export function depsOf(env: Env): Deps {
  return {
    db: env.DB,
    raw: env.RAW,
    stages,
    rules: async (org) => (await detection.of(env.DETECTION_CONTENT, org, Date.now())).rules,
    content: (org, fresh) => contentOf(env, org, fresh),
    supervisor: env.SUPERVISOR_FINDINGS,
    // The platform's types unfold the stub into something that does not match the plain interface.
    correlator: (org) => env.CORRELATOR.getByName(org) as unknown as CorrelatorApi,
    windows: (org, shard) => env.CORRELATION_WINDOW.getByName(`${org}:${shard}`) as unknown as CorrelationWindowApi,
    windowShards: shardsOf(env.CORRELATION_SHARDS),
    baselines: (org, shard) => env.PRINCIPAL_BASELINE.getByName(`${org}:${shard}`),
    baselineShards: shardsOf(env.BASELINE_SHARDS),
    tell: async (org, items) => {
      const told = await env.FEED.publish({ v: 1, org, items: [...items] });
      if (!told.ok) throw new Error(`the feed refused: ${told.error.code}: ${told.error.detail}`);
    },
    indicators: (org, least) => indicators.of(env.INDICATORS, org, Date.now(), least),
    indicatorBucket: env.INDICATORS,
    retroHunt: (id) => env.RETRO_HUNT.getByName(id),
    hunt: async (messages) => {
      await Promise.all(messages.map((m) => env.HUNT.send(m)));
    },
    pull: (messages) => sendPulls(env, messages),
    done: async (journal, blocks) => {
      await env.INTAKE_JOURNAL.getByName(journal).done(blocks);
    },
    memory,
    now: Date.now,
  };
}

async function sendPulls(env: Env, messages: readonly PullMessage[]): Promise<void> {
  for (const batch of batchesOf(eachOnce(messages).map((message) => ({ message }))))
    await env.PULLS.sendBatch(batch.map(({ message }) => ({ body: message })));
}

/** What the watch of silent sources stands on. */
export const watchDepsOf = (env: Env): WatchDeps => ({
  ...depsOf(env),
  watched: (after) => env.SOURCE_RHYTHMS.watched({ v: 1, ...(after === undefined ? {} : { after }) }),
});

async function contentOf(env: Env, org: string, fresh = false): Promise<DetectionContent | undefined> {
  if (!fresh) return (await detection.of(env.DETECTION_CONTENT, org, Date.now())).content;
  const content = await env.DETECTION_CONTENT.content({ v: 1, org });
  return content === 'unchanged' ? undefined : content;
}

/** Enough for a busy organisation's bursts; each shard takes some thousand hits a second. */
const SHARDS = 8;
const SHARDS_MAX = 64;

function shardsOf(setting: string | undefined): number {
  const shards = Number(setting ?? SHARDS);
  return Number.isInteger(shards) && shards >= 1 ? Math.min(shards, SHARDS_MAX) : SHARDS;
}

/** A message of queue `blocks` that is one; the queue is ours, so anything else is a bug or a version of the future. */
export function isBlockMessage(body: unknown): body is BlockMessage {
  if (typeof body !== 'object' || body === null) return false;
  const m = body as Record<string, unknown>;
  return m['v'] === 1 && ['org', 'block', 'key', 'journal'].every((k) => typeof m[k] === 'string' && m[k] !== '');
}
