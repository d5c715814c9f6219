import { framerOf } from '../../src/ingest/framing/framer.ts';
import type { Framing, SourceLimits } from '../../src/ingest/source.ts';
import { GrantCache } from '../../src/pull/grant-cache.ts';
import { DEPTH_MOST, OBJECT_MOST_BYTES, RECORDS_MOST, UNPACKED_MOST_BYTES } from '../../src/pull/limits.ts';
import { openObject } from '../../src/pull/open-object.ts';
import type { PullDeps } from '../../src/pull/pull-object.ts';
import type { PullKind } from '../../src/pull/read-object.ts';
import type { Env } from './env.ts';

const LIMITS: SourceLimits = {
  bodyBytes: OBJECT_MOST_BYTES,
  decompressedBytes: UNPACKED_MOST_BYTES,
  records: RECORDS_MOST,
  depth: DEPTH_MOST,
};
const FRAMINGS: Readonly<Record<PullKind, Framing>> = {
  cloudtrail: { as: 'document', lists: ['Records'], required: true },
  vpcflow: { as: 'text' },
  lines: { as: 'text' },
};

/** As the contract of the message has it. */
const REASON_MOST_CHARS = 1_000;

const grants = new GrantCache();

export function depsOf(env: Env): PullDeps {
  return {
    grant: (org, bucket, key) => grants.of(env.PULL_CREDENTIALS, org, bucket, key, Date.now()),
    forget: (org, bucket, grant) => grants.forget(org, bucket, grant, Date.now()),
    book: (org, bucket) => env.OBJECT_PULL.getByName(`${org}:${bucket}`),
    open: (grant, object) => openObject(grant, object, { endpoint: env.AWS_ENDPOINT_URL, now: Date.now }),
    parserOf: (kind, sink) => framerOf(FRAMINGS[kind], LIMITS, sink),
    accept: (delivery) => env.INTAKE.accept(delivery),
    dead: async (message) => {
      await env.PULLS_DEAD.send({ ...message, reason: message.reason?.slice(0, REASON_MOST_CHARS) });
    },
    tellsOfRefusal: (org, bucket) => grants.tellsOfRefusal(org, bucket, Date.now()),
    now: Date.now,
  };
}
