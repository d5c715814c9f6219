import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../src/aws/client.ts';
import type { InspectorReport } from '../../src/contracts/agents.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { Draft } from '../../src/contracts/plan.ts';
import { assumeRoleBy } from '../../src/decide/credentials/aws.ts';
import { INSPECTOR_PERMISSIONS } from '../../src/decide/credentials/for-read.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { bundledEngine } from '../../src/detect/bundled.ts';
import { World } from '../../src/incident/testing/world.ts';
import { inspect } from '../../src/investigate/inspect/inspect.ts';
import { ok } from '../../src/kit/result.ts';
import { cloudtrail } from '../../src/normalize/aws/cloudtrail/index.ts';
import type { Permission } from '../../src/respond/action.ts';
import { actionById, actions } from '../../src/respond/actions/registry.ts';
import { placeOf } from '../../src/respond/custody/facts.ts';
import { previewOf } from '../../src/respond/preview.ts';
import { compensate, propose } from '../../src/respond/propose.ts';
import { rolePolicies } from '../../src/respond/role-policy.ts';
import { Suspicion } from '../../workers/pipeline/make-finding.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import { vedetteAccess, worldFromCloudTrail, type AccountAccess } from '../aws-simulator/world.ts';

const PLACE = { account: '000000000000', region: 'us-east-1', partition: 'aws' };
const NOW = Date.UTC(2026, 9, 13, 3);

let aws: Simulator;
let access: AccountAccess;
let findings: Finding[];
let report: InspectorReport;
let drafts: Draft[];

/** What the rules that ship find in the recorded attack. */
function findingsOf(records: readonly Record<string, unknown>[]): Finding[] {
  const engine = bundledEngine();
  return records.flatMap((record) => {
    const facts = cloudtrail.facts(record);
    if (!facts.ok) return [];
    const scope = { org: 'org_test', source: 'src_1', kind: 'aws.cloudtrail', accounts: [] };
    const entry = {
      id: 'dlv_1',
      scope,
      acceptedAt: NOW,
      contentType: 'application/json',
    } as unknown as ConstructorParameters<typeof Suspicion>[0];
    const suspicion = new Suspicion(entry, cloudtrail, facts.value, record, false, NOW);
    return engine.match(cloudtrail.logsource, record).flatMap((rule) => {
      if (rule.silent === true) return [];
      const made = suspicion.ofRule(rule);
      return made.ok ? [made.value] : [];
    });
  });
}

/** Credentials as the gate gives them out: the reading role, narrowed to some permissions. */
async function reading(permissions: readonly Permission[], region: string) {
  const policy = buildSessionPolicy(permissions);
  if (!policy.ok) throw new Error(policy.error.detail);
  const assume = assumeRoleBy((credentials) => createAwsClient({ credentials, endpoint: aws.url }));
  return assume(
    { accessKeyId: access.accessKeyId, secretAccessKey: access.secretAccessKey },
    { region, roleArn: access.readRoleArn, sessionName: 'vedette-test', policy: policy.value, externalId: null },
  );
}

beforeAll(async () => {
  aws = await startSimulator();
  const text = await readFile('demo/leaked-key.ndjson', 'utf8');
  const records = text
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Record<string, unknown>);
  const { read, write } = rolePolicies(actions, PLACE, INSPECTOR_PERMISSIONS);
  const seed = worldFromCloudTrail(records, {
    writePolicies: { all: { ...write } },
    readPolicies: { all: { ...read } },
  });
  await aws.seed(seed);
  access = vedetteAccess(seed)[0]!;
  findings = findingsOf(records);
  const credentials = await reading(INSPECTOR_PERMISSIONS, 'us-east-1');
  if (!credentials.ok) throw new Error(credentials.error.detail);
  report = await inspect(
    {
      connect: () => Promise.resolve(ok(createAwsClient({ credentials: credentials.value, endpoint: aws.url }))),
      evidence: { put: () => Promise.resolve() },
      now: () => NOW,
    },
    { v: 1, job: 'job_1', org: 'org_test', incident: 'inc_1', findings, omitted: 0, at: NOW },
  );
  drafts = propose({ state: stateNow(), revision: 1, covered: [], actions });
}, 60_000);
afterAll(() => aws.close());

function stateNow() {
  const w = new World();
  for (const f of findings) w.find(f);
  w.fire('investigate');
  w.do('inspector_reported', { job: w.state!.round.job!, report });
  return w.state!;
}

describe('from the recorded attack to a plan', () => {
  it('proposes both keys, the instance with its evidence first, and the trail', () => {
    const proposed = drafts.map((d) => d.spec.action);
    expect(proposed.toSorted()).toEqual([
      'aws.cloudtrail.restart-logging',
      'aws.ec2.isolate-instance',
      'aws.ec2.snapshot-volumes',
      'aws.iam.deactivate-access-key',
      'aws.iam.deactivate-access-key',
    ]);
    expect(proposed.indexOf('aws.ec2.snapshot-volumes')).toBeLessThan(proposed.indexOf('aws.ec2.isolate-instance'));
  });

  it('every one of them can be previewed with nothing but its own read permissions', async () => {
    for (const draft of drafts) {
      const preview = await previewOf(draft.spec, 'inc_1', {
        credentials: async (spec) => {
          const action = actionById(spec.action)!;
          const params = action.params.parse(spec.params);
          return reading(action.readPermissions(params, placeOf(spec)), spec.region);
        },
        client: (credentials) => createAwsClient({ credentials, endpoint: aws.url }),
        now: () => NOW,
      });
      expect({ action: draft.spec.action, preview }).toMatchObject({
        preview: { ok: true, value: { exists: true, alreadyDone: false } },
      });
    }
  });

  it('where the isolation is forbidden, the attacker’s address is denied on that instance’s network ACL', () => {
    const isolation = drafts.find((d) => d.spec.action === 'aws.ec2.isolate-instance')!;
    const made = compensate([{ draft: isolation, reasons: ['forbid-production'] }], {
      state: stateNow(),
      revision: 2,
      covered: [],
      actions,
    });
    expect(made.length).toBeGreaterThan(0);
    for (const d of made) {
      expect(d.spec.action).toBe('aws.ec2.deny-address');
      expect(d.insteadOf?.opId).toBe(isolation.opId);
      expect(d.spec.params['cidr']).toMatch(/^203\.0\.113\.\d+\/32$/);
    }
  });

  it('the inspector was refused nothing', () => {
    // One user was only ever named in a refused call: the account has none of that name, and the report says so.
    expect(report.limits.filter((l) => !l.includes('user ci-release: not_found'))).toEqual([]);
  });
});
