import { gzipSync } from 'node:zlib';
import { OBJECT_PULL_MIGRATIONS } from '../../../durable-objects/object-pull/migrations.ts';
import { PullStore } from '../../../durable-objects/object-pull/store.ts';
import type { DeliveryInput } from '../../contracts/delivery.ts';
import type { PullGrant, PullMessage } from '../../contracts/pull.ts';
import { framerOf } from '../../ingest/framing/framer.ts';
import type { RawRecord } from '../../ingest/source.ts';
import { splitDelivery } from '../../ingest/split-delivery.ts';
import { failure } from '../../kit/errors.ts';
import { err, ok } from '../../kit/result.ts';
import { migrate } from '../../kit/sql.ts';
import { nodeSqlite } from '../../kit/testing/node-sqlite.ts';
import type { PullBook } from '../book.ts';
import { openObject } from '../open-object.ts';
import type { PullDeps } from '../pull-object.ts';

export const NOW = Date.UTC(2026, 10, 21, 10);
export const BUCKET = 'example-trail-logs';
export const KEY =
  'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/21/123456789012_CloudTrail_eu-west-1_a+b=c.json.gz';
export const FLOW_KEY = 'AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/11/21/flows.log.gz';
const LIMITS = { bodyBytes: 1, decompressedBytes: 2 ** 31, records: 5_000_000, depth: 64 };

export const GRANT: PullGrant = {
  source: 'src_logs',
  accounts: ['123456789012'],
  region: 'eu-west-1',
  owner: '123456789012',
  prefix: 'AWSLogs/',
  narrower: [],
  credentials: {
    accessKeyId: 'ASIAEXAMPLE000000001',
    secretAccessKey: 'example',
    sessionToken: 'token',
    narrowed: true,
  },
};

/** A CloudTrail record of our own; `n` is in its id. */
export const trailRecord = (n: number) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/reader', userName: 'reader' },
  eventTime: new Date(NOW + n).toISOString(),
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.17',
  eventID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  recipientAccountId: '123456789012',
});
export const trailFile = (records: number): string =>
  JSON.stringify({ Records: Array.from({ length: records }, (_, n) => trailRecord(n)) });
export const gz = (text: string): Uint8Array => new Uint8Array(gzipSync(text));

/** Where a reader may be killed: before or after a call, or between chunks of the body. */
export type Point =
  | 'open'
  | 'chunk'
  | 'accept'
  | 'accepted'
  | 'progress'
  | 'progressed'
  | 'end'
  | 'ended'
  | 'failed'
  | 'letter';
export class Killed extends Error {}

/** A bucket, a book, a pipeline that takes each delivery once, and readers that may be killed. */
export class PullStage {
  now = NOW;
  readonly objects = new Map<string, { bytes: Uint8Array; etag: string; headers?: Record<string, string> }>();
  readonly accepted: DeliveryInput[] = [];
  readonly dead: PullMessage[] = [];
  readonly requests: { url: string; headers: Headers }[] = [];
  readonly store: PullStore;
  repeated = 0;
  forgotten = 0;
  grants = 0;
  /** Called at each point; what it throws kills the reader there. */
  at: (point: Point) => void = () => {};
  /** Answers of S3 instead of the object, first in first out. */
  readonly answers: (Response | 'lost')[] = [];
  full = false;
  covers = (key: string): boolean => key.startsWith(GRANT.prefix);
  chunkBytes = 4_096;
  private readonly known = new Set<string>();

  constructor() {
    const sql = nodeSqlite();
    migrate(sql, OBJECT_PULL_MIGRATIONS);
    this.store = new PullStore(sql);
  }

  put(key: string, bytes: Uint8Array, etag = 'etag-1', headers: Record<string, string> = {}): void {
    this.objects.set(`/${BUCKET}/${key}`, { bytes, etag, headers });
  }

  message(more: Partial<PullMessage> = {}): PullMessage {
    return {
      v: 1,
      org: 'org_a',
      via: 'src_sns',
      bucket: BUCKET,
      key: KEY,
      etag: 'etag-1',
      announcedAt: this.now,
      ...more,
    };
  }

  /** All records that the pipeline got out of what it took. */
  records(): RawRecord[] {
    return this.accepted.flatMap((d) => {
      const split = splitDelivery({
        kind: d.scope.kind,
        contentType: d.contentType,
        ...(d.encoding === undefined ? {} : { encoding: d.encoding }),
        ...(d.facts === undefined ? {} : { facts: d.facts }),
        body: new Uint8Array(d.body),
      });
      if (!split.ok) throw new Error(split.error.detail);
      return split.value.records;
    });
  }

  bad(): string[] {
    return this.accepted.flatMap((d) => {
      const split = splitDelivery({
        kind: d.scope.kind,
        contentType: d.contentType,
        ...(d.encoding === undefined ? {} : { encoding: d.encoding }),
        ...(d.facts === undefined ? {} : { facts: d.facts }),
        body: new Uint8Array(d.body),
      });
      return split.ok ? split.value.bad.map((b) => `${b.at}: ${b.reason}`) : [split.error.detail];
    });
  }

  deps(): PullDeps {
    return {
      grant: async (_org, _bucket, key) => {
        this.grants++;
        return this.covers(key) ? ok(GRANT) : err(failure('not_found', 'no source covers this object'));
      },
      forget: () => void this.forgotten++,
      book: () => this.book(),
      open: (grant, object) =>
        openObject(grant, object, { endpoint: 'http://s3.invalid', fetch: this.fetch, now: () => this.now }),
      parserOf: (kind, sink) =>
        framerOf(
          kind === 'cloudtrail' ? { as: 'document', lists: ['Records'], required: true } : { as: 'text' },
          LIMITS,
          sink,
        ),
      accept: async (delivery) => {
        this.at('accept');
        if (this.full) return err(failure('unavailable', 'too much waits', { retryAfterSeconds: 30 }));
        const duplicate = this.known.has(delivery.senderId!);
        if (duplicate) this.repeated++;
        else this.accepted.push(delivery);
        this.known.add(delivery.senderId!);
        this.at('accepted');
        return ok({ delivery: `dlv_${this.accepted.length}`, acceptedAt: this.now, duplicate });
      },
      dead: async (message) => {
        this.at('letter');
        this.dead.push(message);
      },
      tellsOfRefusal: () => this.dead.length === 0,
      now: () => this.now,
    };
  }

  private book(): PullBook {
    const { store } = this;
    return {
      begin: async (id, message) => store.begin(id, message, this.now),
      progress: async (id, fence, progress) => {
        this.at('progress');
        const held = store.progress(id, fence, progress, this.now);
        this.at('progressed');
        return held;
      },
      end: async (id, fence, verdict, progress) => {
        this.at('end');
        const held = store.end(id, fence, verdict, progress, this.now);
        this.at('ended');
        return held;
      },
      failed: async (id, fence, failing) => {
        const next = store.failed(id, fence, failing, this.now);
        this.at('failed');
        return next;
      },
      count: async (what) => store.count(what),
    };
  }

  private readonly fetch = (async (input: string, init?: RequestInit) => {
    this.at('open');
    const url = new URL(input);
    const headers = new Headers(init?.headers);
    this.requests.push({ url: url.href, headers });
    const answer = this.answers.shift();
    if (answer === 'lost') throw new TypeError('network');
    if (answer) return answer;
    const object = this.objects.get(decodeURIComponent(url.pathname));
    if (!object) return new Response('<Error><Code>NoSuchKey</Code></Error>', { status: 404 });
    const wanted = headers.get('if-match');
    if (wanted !== null && wanted !== `"${object.etag}"`)
      return new Response('<Error><Code>PreconditionFailed</Code></Error>', { status: 412 });
    const { bytes } = object;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (c) => {
        try {
          this.at('chunk');
        } catch (cause) {
          return c.error(cause);
        }
        if (sent >= bytes.length) return c.close();
        c.enqueue(bytes.slice(sent, sent + this.chunkBytes));
        sent += this.chunkBytes;
      },
    });
    return new Response(body, {
      headers: { etag: `"${object.etag}"`, 'content-length': String(bytes.length), ...object.headers },
    });
  }) as typeof fetch;
}
