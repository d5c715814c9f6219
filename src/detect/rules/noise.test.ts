import { describe, expect, it } from 'vitest';
import { bundledEngine } from '../bundled.ts';
import { CorrelationMemory } from '../correlation/memory.ts';
import { busyAccountRecord } from './testing/everyday/busy-account.ts';
import { busyClusterRecord } from './testing/everyday/busy-cluster.ts';
import { cloudtrailRecord } from './testing/everyday/cloudtrail.ts';
import {
  azureActivity,
  entraAudit,
  entraSignIn,
  flowRecord,
  gcpRecord,
  githubRecord,
  kubernetesRecord,
  oktaRecord,
} from './testing/everyday/others.ts';
import { Dice } from './testing/everyday/random.ts';

/** A week of a company where nothing happens, some seconds between two records. */
const START = Date.UTC(2026, 10, 2, 8);
const RECORDS = 20_000;
/** Findings a thousand records that an analyst would put up with; the rules are made to stay far below. */
const BUDGET = 1;

const SOURCES = [
  ['aws', 'cloudtrail', cloudtrailRecord, 4],
  ['aws', 'cloudtrail', busyAccountRecord, 2],
  ['kubernetes', 'audit', busyClusterRecord, 2],
  ['kubernetes', 'audit', kubernetesRecord, 2],
  ['aws', 'vpcflow', flowRecord, 1],
  ['github', 'audit', githubRecord, 20],
  ['okta', 'okta', oktaRecord, 20],
  ['azure', 'activitylogs', azureActivity, 20],
  ['azure', 'signinlogs', entraSignIn, 20],
  ['azure', 'auditlogs', entraAudit, 20],
  ['gcp', 'gcp.audit', gcpRecord, 10],
] as const;

describe('the noise of an ordinary week', () => {
  it.each(SOURCES)('%s/%s stays within its budget', (product, service, make, everySeconds) => {
    const engine = bundledEngine();
    const memory = new CorrelationMemory(engine.correlations);
    const dice = new Dice(20_261_102);
    const found = new Map<string, number>();
    const note = (title: string): void => void found.set(title, (found.get(title) ?? 0) + 1);
    const title = new Map(
      engine.correlations.filter((c) => c.meta.silent !== true).map((c) => [c.meta.id, c.meta.title]),
    );
    for (let i = 0; i < RECORDS; i++) {
      const time = START + i * everySeconds * 1_000;
      const record = make(dice, time);
      const matched = engine.match({ product, service }, record);
      for (const rule of matched) if (rule.silent !== true) note(rule.title);
      for (const f of memory.observe(matched, record, { uid: `e${i}`, time }))
        if (title.has(f.correlation)) note(title.get(f.correlation)!);
    }
    const total = [...found.values()].reduce((a, b) => a + b, 0);
    expect(Object.fromEntries(total > (RECORDS / 1_000) * BUDGET ? found : [])).toEqual({});
  });
});
