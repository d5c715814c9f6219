import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure } from '../kit/errors.ts';
import { err } from '../kit/result.ts';
import { objectId } from './book.ts';
import { AWAY_TRIES_MOST, LEASE_MS, PIECE_RECORDS, TRIES_MOST } from './limits.ts';
import { pullObject } from './pull-object.ts';
import { FLOW_KEY, gz, KEY, Killed, NOW, PullStage, trailFile, type Point } from './testing/stage.ts';

const RECORDS = 2_345;
const file = gz(trailFile(RECORDS));
const stageWith = (bytes: Uint8Array = file, key = KEY): PullStage => {
  const stage = new PullStage();
  stage.put(key, bytes);
  return stage;
};
const ids = (stage: PullStage): unknown[] => stage.records().map((r) => r.value['eventID']);
const pull = (stage: PullStage, more = {}) => pullObject(stage.deps(), stage.message(more));

describe('an announced object', () => {
  it('goes to the pipeline in pieces, every record once and in order, in its source’s name', async () => {
    const stage = stageWith();
    expect(await pull(stage)).toBe('delivered');
    expect(ids(stage)).toHaveLength(RECORDS);
    expect(new Set(ids(stage)).size).toBe(RECORDS);
    expect(stage.accepted).toHaveLength(Math.ceil(RECORDS / PIECE_RECORDS));
    expect(stage.accepted[1]).toMatchObject({
      scope: { org: 'org_a', sourceId: 'src_logs', kind: 'aws.s3', accounts: ['123456789012'] },
      facts: { pulled: 'cloudtrail', from: String(PIECE_RECORDS) },
    });
  });

  it('is asked for by the very name and content that were announced, of the owner that is expected', async () => {
    const stage = stageWith();
    await pull(stage);
    const [request] = stage.requests;
    expect(request!.url).toContain('a%2Bb%3Dc.json.gz');
    expect(Object.fromEntries(request!.headers)).toMatchObject({
      'if-match': '"etag-1"',
      'x-amz-expected-bucket-owner': '123456789012',
      'x-amz-security-token': 'token',
    });
  });

  it('counts once, however often and by whatever road it is announced', async () => {
    const stage = stageWith();
    await pull(stage);
    expect(await pull(stage)).toBe('known');
    expect(await pull(stage, { via: 'src_eventbridge' })).toBe('known');
    // CloudTrail's own message tells no tag: what the object has counts.
    expect(await pull(stage, { etag: undefined })).toBe('known');
    expect(stage.accepted).toHaveLength(Math.ceil(RECORDS / PIECE_RECORDS));
    expect(stage.repeated).toBe(0);
  });

  it('with other content than before is another object; what was replaced is left to its own announcement', async () => {
    const stage = stageWith();
    await pull(stage);
    stage.put(KEY, gz(trailFile(1)), 'etag-2');
    expect(await pull(stage, { etag: 'etag-0' })).toBe('replaced');
    expect(await pull(stage, { etag: 'etag-2' })).toBe('delivered');
  });

  it('is read by one at a time', async () => {
    const stage = stageWith();
    stage.store.begin(objectId(stage.message().bucket, KEY, 'etag-1'), stage.message(), NOW);
    expect(await pull(stage)).toBe('busy');
    stage.now += LEASE_MS + 1;
    expect(await pull(stage)).toBe('delivered');
  });

  it('may be plain, marked as gzip and unpacked by the runtime, or have no records', async () => {
    for (const bytes of [new TextEncoder().encode(trailFile(3)), gz('{"Records":[]}')]) {
      const stage = stageWith(bytes);
      expect(await pull(stage)).toBe('delivered');
    }
  });

  it('may be of several gzip members, and come in chunks of any size', async () => {
    const text = trailFile(40);
    const both = new Uint8Array([...gz(text.slice(0, 1_000)), ...gz(text.slice(1_000))]);
    for (const chunk of [1, 7, 100_000]) {
      const stage = stageWith(both);
      stage.chunkBytes = chunk;
      expect(await pull(stage)).toBe('delivered');
      expect(ids(stage)).toHaveLength(40);
    }
  });
});

describe('a reader that is killed', () => {
  const points: Point[] = ['open', 'chunk', 'accept', 'accepted', 'progress', 'progressed', 'end', 'ended'];

  it('anywhere, as often as may be, leaves an object that another reads on: each record comes once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...points), fc.integer({ min: 1, max: 8 })), { maxLength: 5 }),
        fc.constantFrom(400, 4_096, 100_000),
        async (kills, chunk) => {
          const stage = stageWith();
          stage.chunkBytes = chunk;
          for (const [point, nth] of kills) {
            let n = 0;
            let gone = false;
            stage.at = (p) => {
              // Whoever is dead does nothing any more.
              if (gone || (p === point && ++n === nth)) {
                gone = true;
                throw new Killed();
              }
            };
            await pull(stage).catch(() => undefined);
            stage.at = () => {};
            stage.now += 10 * LEASE_MS;
          }
          // Those that failed without progress may have used up its tries; a person asks again then.
          if (stage.dead.length > 0) await pull(stage, { again: true });
          else await pull(stage);
          expect(ids(stage)).toHaveLength(RECORDS);
          expect(new Set(ids(stage)).size).toBe(RECORDS);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(['letter', 'failed', 'end'] as const)(
    'at %s loses no letter of an object that is given up: the book sends it round until there is one',
    async (point) => {
      const stage = stageWith(file.slice(0, 200));
      for (let round = 0; round < 4 * TRIES_MOST && stage.store.tally()['dead'] === undefined; round++) {
        let kills = round < 2 * TRIES_MOST;
        stage.at = (p) => {
          if (p === point && kills) throw new Killed();
        };
        if (round === 0) await pull(stage).catch(() => undefined);
        stage.now = stage.store.nextDue()!;
        const [again] = stage.store.due(stage.now, 10);
        await pullObject(stage.deps(), again!.message).catch(() => undefined);
        kills = false;
      }
      expect(stage.store.tally()).toEqual({ dead: 1 });
      expect(stage.dead.length).toBeGreaterThan(0);
      expect(stage.store.nextDue()).toBeUndefined();
    },
  );

  it('leaves nothing out where pieces are cut otherwise by the time that another goes on', async () => {
    const stage = stageWith(gz(trailFile(300)));
    stage.at = (p) => {
      if (p === 'progress' || p === 'failed') throw new Killed();
    };
    await pull(stage).catch(() => undefined);
    stage.at = () => {};
    stage.now += 2 * LEASE_MS;
    stage.put(KEY, file);
    expect(await pull(stage)).toBe('delivered');
    expect(new Set(ids(stage)).size).toBe(RECORDS);
  });

  it('does not go on once another has taken over', async () => {
    const stage = stageWith();
    const deps = stage.deps();
    let other: string | undefined;
    const accept: typeof deps.accept = async (delivery) => {
      const reply = await deps.accept(delivery);
      if (other === undefined) {
        // It hangs for longer than its lease, and comes to itself when all is done.
        stage.now += LEASE_MS + 1;
        other = 'begun';
        other = await pull(stage);
      }
      return reply;
    };
    expect(await pullObject({ ...deps, accept }, stage.message())).toBe('overtaken');
    expect(other).toBe('delivered');
    expect(new Set(ids(stage)).size).toBe(RECORDS);
    expect(ids(stage)).toHaveLength(RECORDS);
  });

  it('is missed: the book sends the object round again after its lease', async () => {
    const stage = stageWith();
    stage.at = (p) => {
      if (p === 'accepted') throw new Killed();
    };
    // A kill leaves no time to tell the book.
    const deps = stage.deps();
    const book = { ...deps.book('', ''), failed: () => Promise.reject(new Killed()) };
    await pullObject({ ...deps, book: () => book }, stage.message()).catch(() => undefined);
    stage.at = () => {};
    expect(stage.store.due(NOW + 1_000, 10)).toEqual([]);
    stage.now = stage.store.nextDue()!;
    const [again] = stage.store.due(stage.now, 10);
    expect(await pullObject(stage.deps(), again!.message)).toBe('delivered');
    expect(ids(stage)).toHaveLength(RECORDS);
    expect(stage.repeated).toBe(1);
    expect(stage.store.nextDue()).toBeUndefined();
  });
});

describe('what does not go', () => {
  it('waits where the pipeline is full, as long as it takes, and goes on where it was', async () => {
    const stage = stageWith();
    stage.at = (p) => {
      if (p === 'progressed') stage.full = true;
    };
    for (let i = 0; i < TRIES_MOST + 3; i++) {
      expect(await pull(stage)).toBe('again');
      stage.now += LEASE_MS;
    }
    stage.at = () => {};
    stage.full = false;
    expect(await pull(stage)).toBe('delivered');
    expect(ids(stage)).toHaveLength(RECORDS);
    expect(stage.dead).toEqual([]);
  });

  it('is given to a person where the pipeline takes it never', async () => {
    const stage = stageWith();
    const accept = () => Promise.resolve(err(failure('too_large', 'a delivery has at most 24 MiB')));
    expect(await pullObject({ ...stage.deps(), accept }, stage.message())).toBe('dead');
    expect(stage.dead[0]!.reason).toContain('too_large');
    expect(stage.store.nextDue()).toBeUndefined();
  });

  it('is given to a person after some tries, and begins again where it was when that person asks', async () => {
    const stage = stageWith(file.slice(0, file.length - 20));
    for (let i = 1; i < TRIES_MOST; i++) {
      await pull(stage);
      stage.now += 10 * LEASE_MS;
      if (stage.dead.length > 0) break;
    }
    while (stage.dead.length === 0) {
      await pull(stage);
      stage.now += 10 * LEASE_MS;
    }
    const before = stage.accepted.length;
    expect(before).toBeGreaterThan(0);
    expect(await pull(stage)).toBe('known');
    stage.put(KEY, file);
    expect(await pull(stage, { again: true })).toBe('delivered');
    expect(ids(stage)).toHaveLength(RECORDS);
    expect(stage.repeated).toBe(0);
  });

  it('is dead at once where the object itself is broken, with the place; what came before stands', async () => {
    const text = trailFile(1_200).replace('"eventID":"00000000-0000-4000-8000-000000001100"', '"eventID":nonsense');
    const stage = stageWith(gz(text));
    expect(await pull(stage)).toBe('dead');
    expect(stage.dead).toMatchObject([{ key: KEY, place: 'Records[1100]' }]);
    expect(ids(stage)).toHaveLength(1_000);
  });

  it.each([
    ['is no CloudTrail file', gz('{"Hello":1}'), /Records is missing/],
    ['is a bomb', gz(' '.repeat(3_000_000) + '{"Records":[]}'), /times its size/],
    [
      'has a record without an end',
      new TextEncoder().encode(`{"Records":["${'x'.repeat(5_000_000)}`),
      /a record has more than/,
    ],
  ])('is told why: it %s', async (_, bytes, reason) => {
    const stage = stageWith(bytes);
    for (let i = 0; stage.dead.length === 0 && i < 10; i++) {
      await pull(stage);
      stage.now += 10 * LEASE_MS;
    }
    expect(stage.dead[0]!.reason).toMatch(reason);
  });

  it('S3’s refusals are told apart', async () => {
    const said = (status: number, code: string, headers = {}) =>
      new Response(`<Error><Code>${code}</Code></Error>`, { status, headers });
    const cases: [Response | 'lost', string][] = [
      [said(403, 'AccessDenied'), 'again'],
      [said(403, 'InvalidObjectState'), 'dead'],
      [said(404, 'NoSuchKey'), 'dead'],
      [said(412, 'PreconditionFailed'), 'replaced'],
      [said(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-west-2' }), 'dead'],
      [said(503, 'SlowDown'), 'again'],
      ['lost', 'again'],
    ];
    for (const [answer, outcome] of cases) {
      const stage = stageWith();
      stage.answers.push(answer);
      expect(await pull(stage)).toBe(outcome);
      if (outcome === 'dead') expect(stage.dead[0]!.reason).toMatch(/archive|not there any more|us-west-2/);
      expect(stage.forgotten).toBe(answer !== 'lost' && answer.status === 403 && outcome === 'again' ? 1 : 0);
    }
  });

  it('is left where it is and counted if it is no log that is known here', async () => {
    const stage = stageWith();
    for (const key of ['AWSLogs/1/CloudTrail-Digest/x.json.gz', 'AWSLogs/a.parquet', 'AWSLogs/', 'AWSLogs/other.txt'])
      expect(await pull(stage, { key })).toBe('skipped');
    expect(stage.store.tally()).toEqual({ digest: 1, parquet: 1, folder: 1, unknown: 1 });
    expect(stage.requests).toEqual([]);
  });

  it('is refused if no source covers it: no book, no request, and one letter of many', async () => {
    const stage = stageWith();
    expect(await pull(stage, { key: 'elsewhere/CloudTrail/x.json.gz' })).toBe('refused');
    expect(await pull(stage, { key: 'elsewhere/CloudTrail/y.json.gz' })).toBe('refused');
    expect(stage.dead).toHaveLength(1);
    expect(stage.requests).toEqual([]);
    expect(stage.store.nextDue()).toBeUndefined();
  });

  it('waits a day where its source went while it was on its way, and is then ended and told', async () => {
    const stage = stageWith();
    stage.answers.push(new Response('', { status: 503 }));
    expect(await pull(stage)).toBe('again');
    stage.covers = () => false;
    let rounds = 0;
    for (let due = stage.store.nextDue(); due !== undefined && ++rounds < 300; due = stage.store.nextDue()) {
      stage.now = due;
      const [again] = stage.store.due(stage.now, 10);
      stage.store.resent([again!.id], true, stage.now);
      await pullObject(stage.deps(), again!.message);
    }
    expect(rounds).toBeLessThan(150);
    expect(stage.now - NOW).toBeGreaterThan(86_400_000);
    expect(stage.dead).toMatchObject([{ key: KEY, reason: 'no source covers this object' }]);
    expect(stage.store.tally()).toEqual({ dead: 1 });
    stage.covers = () => true;
    expect(await pull(stage, { again: true })).toBe('delivered');
  });

  it('waits for its credentials, and goes to a person if the role lets nobody in', async () => {
    const stage = stageWith();
    const deps = (code: 'unavailable' | 'forbidden') => ({
      ...stage.deps(),
      grant: () => Promise.resolve(err(failure(code, 'AWS STS answered AccessDenied'))),
    });
    await expect(pullObject(deps('unavailable'), stage.message(), 40)).rejects.toMatchObject({ delaySeconds: 900 });
    await expect(pullObject(deps('forbidden'), stage.message(), 1)).rejects.toMatchObject({ delaySeconds: 30 });
    expect(await pullObject(deps('forbidden'), stage.message(), 5)).toBe('dead');
    // What its book sends round anyway is not multiplied by the queue.
    expect(await pullObject(deps('unavailable'), stage.message({ held: true }), 1)).toBe('refused');
    expect(stage.dead[0]!.reason).toContain('AccessDenied');
  });

  it.each([
    [403, TRIES_MOST],
    [503, AWAY_TRIES_MOST],
  ])('without a tag is asked for as often as one with: %i', async (status, most) => {
    const stage = stageWith();
    const ask = (attempts: number) => {
      stage.answers.push(new Response('<Error><Code>Refused</Code></Error>', { status }));
      return pullObject(stage.deps(), stage.message({ etag: undefined }), attempts);
    };
    await expect(ask(most - 1)).rejects.toMatchObject({ delaySeconds: expect.any(Number) as number });
    expect(await ask(most)).toBe('dead');
    expect(stage.dead[0]!.reason).toContain('S3 answered Refused');
  });

  it('is not asked for where its key would be another URL’s', async () => {
    const stage = stageWith();
    expect(await pull(stage, { key: 'AWSLogs/../secret/CloudTrail/x.json.gz' })).toBe('dead');
    expect(stage.requests).toEqual([]);
  });
});

describe('a log with a record a line', () => {
  const key = 'AWSLogs/123456789012/WAFLogs/eu-west-1/acl/2026/11/21/x.log.gz';
  const waf = (n: number) =>
    JSON.stringify({
      timestamp: NOW + n,
      formatVersion: 1,
      webaclId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/w/1',
      action: 'BLOCK',
      httpRequest: { clientIp: '203.0.113.9', requestId: `r-${n}`, httpMethod: 'GET', uri: '/' },
    });

  it('is read line by line, each by its own looks; a bad one keeps no neighbour back', async () => {
    const announcement = JSON.stringify({ s3Bucket: 'b-1', s3ObjectKey: ['k'] });
    const lines = [...Array.from({ length: 600 }, (_, n) => waf(n)), '{"half":', announcement, waf(600)];
    const stage = stageWith(gz(lines.join('\n')), key);
    expect(await pull(stage, { key })).toBe('delivered');
    expect(stage.records().map((r) => r.format)).toEqual(Array.from({ length: 601 }, () => 'aws.waf'));
    expect(stage.bad().map((b) => b.slice(0, b.indexOf(':', 6)))).toEqual([
      `s3://example-trail-logs/${key} records[600]`,
      `s3://example-trail-logs/${key} records[601]`,
    ]);
  });
});

describe('a flow log', () => {
  const header =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status region';
  const line = (n: number) =>
    `5 123456789012 eni-0a1b2c3d 203.0.113.9 192.0.2.${n % 250} ${n} 443 6 10 840 1763719200 1763719260 ACCEPT OK eu-west-1`;

  it('is read by the names in its first line, whatever they are, piece by piece', async () => {
    const lines = Array.from({ length: 1_203 }, (_, n) => line(n));
    const stage = stageWith(gz([header, ...lines].join('\n') + '\n'), FLOW_KEY);
    expect(await pull(stage, { key: FLOW_KEY })).toBe('delivered');
    const records = stage.records();
    expect(records).toHaveLength(1_203);
    expect(records[1_202]).toMatchObject({
      format: 'aws.vpcflow',
      value: { srcport: '1202', region: 'eu-west-1', version: '5' },
    });
  });

  it('keeps the neighbours of a bad line, and says where in the object it is', async () => {
    const bytes = new TextEncoder().encode([header, line(1), 'too short', line(2), 'XX', line(3)].join('\n'));
    bytes[bytes.indexOf(0x58)] = 0xff;
    const stage = stageWith(bytes, FLOW_KEY);
    expect(await pull(stage, { key: FLOW_KEY })).toBe('delivered');
    expect(stage.records()).toHaveLength(3);
    expect(stage.bad().map((b) => b.slice(0, b.indexOf(':', 6)))).toEqual([
      `s3://example-trail-logs/${FLOW_KEY} records[1]`,
      `s3://example-trail-logs/${FLOW_KEY} records[3]`,
    ]);
  });

  it('whose records have no time is broken at once, and not line by line', async () => {
    const stage = stageWith(gz(`srcaddr dstaddr bytes\n${'203.0.113.9 192.0.2.1 7\n'.repeat(900)}`), FLOW_KEY);
    expect(await pull(stage, { key: FLOW_KEY })).toBe('dead');
    expect(stage.dead[0]!.reason).toMatch(/start nor end/);
    expect(stage.accepted).toEqual([]);
  });

  it('without names in its first line is broken', async () => {
    const stage = stageWith(gz(`${line(1)}\n${line(2)}\n`), FLOW_KEY);
    expect(await pull(stage, { key: FLOW_KEY })).toBe('dead');
    expect(stage.dead[0]!.reason).toMatch(/first line/);
  });
});
