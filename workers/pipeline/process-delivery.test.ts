import { describe, expect, it } from 'vitest';
import { NO_CONTENT, organisationRules } from '../../src/detect/tuning/organisation.ts';
import type { BlockEntry } from '../../src/contracts/delivery.ts';
import { cloudtrail } from '../../src/normalize/aws/cloudtrail/index.ts';
import { normalizers } from '../../src/normalize/registry.ts';
import { MOST_A_DELIVERY, MOST_A_RULE, MOST_KEPT_BACK } from './flood.ts';
import { Observables } from './observables.ts';
import { processDelivery, type Stages } from './process-delivery.ts';
import { Sightings } from './sightings.ts';
import { testStages } from './test/stages.ts';

const ACCOUNT = '123456789012';
const entryOf = (id: string, kind: string): BlockEntry => ({
  id,
  scope: { org: 'org_tests', sourceId: `src_${id}`, kind, accounts: [ACCOUNT] },
  contentType: 'application/json',
  acceptedAt: Date.UTC(2026, 0, 10, 12),
  offset: 0,
  length: 0,
});

/** What one isolate remembers over deliveries. */
function memory(stages: Stages) {
  const seen = new Map<string, string>();
  const rules = organisationRules(stages.engine, NO_CONTENT);
  const brought = (key: string | undefined, by: string) => key !== undefined && seen.has(key) && seen.get(key) !== by;
  const context = {
    now: 0,
    rules,
    isDuplicate: (key: string, by: string, stronger?: string) => {
      if (brought(key, by) || brought(stronger, by)) return true;
      seen.set(key, by);
      return false;
    },
    observables: new Observables(undefined),
    sightings: new Sightings(rules.correlations),
  };
  const records = (list: readonly object[]) => new TextEncoder().encode(JSON.stringify(list));
  return (entry: BlockEntry, list: readonly object[]) => processDelivery(stages, context, entry, records(list));
}

describe('an event that comes by several roads', () => {
  const trail = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    eventTime: '2026-01-10T12:00:00Z',
    eventID: 'e-1',
    recipientAccountId: ACCOUNT,
  };
  const stages: Stages = {
    ...testStages,
    normalizers: { 'aws.cloudtrail': cloudtrail },
    split: ({ body }, take) => {
      const records = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>[];
      take({ records: records.map((value) => ({ format: 'aws.cloudtrail', value })), bad: [], skipped: 0 });
      return Promise.resolve(undefined);
    },
  };

  it('counts once by two roads of its vendor, and once more by no relay', async () => {
    const process = memory(stages);
    expect((await process(entryOf('dlv_1', 'aws.firehose'), [trail])).duplicates).toBe(0);
    expect((await process(entryOf('dlv_2', 'aws.s3'), [trail])).duplicates).toBe(1);
    expect((await process(entryOf('dlv_3', 'standard.webhook'), [trail])).duplicates).toBe(1);
  });

  it.each([
    ['vedette.event', 'google.pubsub', { event_id: 'e-1', time: trail.eventTime, account: ACCOUNT }],
    [
      'ocsf.event',
      'aws.eventbridge',
      {
        class_uid: 2004,
        time: Date.UTC(2026, 0, 10, 12),
        metadata: { uid: 'e-1' },
        cloud: { account: { uid: ACCOUNT } },
      },
    ],
  ])('and is a %s is not hidden either by what a relay said before', async (format, kind, record) => {
    const process = memory({
      ...stages,
      normalizers,
      split: ({ body }, take) => {
        const records = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>[];
        take({ records: records.map((value) => ({ format, value })), bad: [], skipped: 0 });
        return Promise.resolve(undefined);
      },
    });
    const duplicatesBy = async (id: string, by: string) => (await process(entryOf(id, by), [record])).duplicates;
    expect(await duplicatesBy('dlv_1', 'vedette.telemetry')).toBe(0);
    expect(await duplicatesBy('dlv_2', 'standard.webhook')).toBe(1);
    expect(await duplicatesBy('dlv_3', kind)).toBe(0);
    expect(await duplicatesBy('dlv_4', 'splunk.hec')).toBe(1);
  });

  it('is never hidden by what a relay said before', async () => {
    const process = memory(stages);
    await process(entryOf('dlv_1', 'vedette.telemetry'), [{ ...trail, eventName: 'ListUsers' }]);
    expect((await process(entryOf('dlv_2', 'splunk.hec'), [trail])).duplicates).toBe(1);
    expect((await process(entryOf('dlv_3', 'aws.firehose'), [trail])).duplicates).toBe(0);
  });
});

describe('a delivery full of findings', () => {
  const event = (n: number, principal: number) => ({
    id: `e${n}`,
    by: `p${principal}`,
    account: ACCOUNT,
    rule: 'loud',
  });

  it('keeps a bounded number of them, and counts the rest', async () => {
    const process = memory(testStages);
    const one = await process(
      entryOf('dlv_1', 'standard.webhook'),
      Array.from({ length: 300 }, (_, n) => event(n, 1)),
    );
    expect([one.findings.length, one.keptBack.length]).toEqual([MOST_A_RULE, 200]);
    const total = MOST_A_DELIVERY + MOST_KEPT_BACK + 7;
    const many = await process(
      entryOf('dlv_2', 'standard.webhook'),
      Array.from({ length: total }, (_, n) => event(1_000 + n, n)),
    );
    expect([many.findings.length, many.keptBack.length]).toEqual([MOST_A_DELIVERY, MOST_KEPT_BACK]);
    expect(many.deadLetters.map((d) => d.reason)).toEqual([
      '7 further matches of this delivery were kept back without a row each',
    ]);
  });
});
