import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { bundledEngine } from '../../src/detect/bundled.ts';
import { NO_CONTENT, organisationRules } from '../../src/detect/tuning/organisation.ts';
import { World } from '../../src/incident/testing/world.ts';
import { splitInParts } from '../../src/ingest/split-delivery.ts';
import { cloudtrail } from '../../src/normalize/aws/cloudtrail/index.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { propose } from '../../src/respond/propose.ts';
import { Observables } from '../../workers/pipeline/observables.ts';
import { processDelivery } from '../../workers/pipeline/process-delivery.ts';
import { Sightings } from '../../workers/pipeline/sightings.ts';

/** The account of the recorded attack. */
const VICTIM = '111122223333';
const NOW = Date.UTC(2026, 9, 13, 3);
const body = readFileSync(join(ROOT, 'demo/leaked-key.ndjson'));

/** The findings of the recorded attack, when a source that may speak of some accounts tells of it. */
async function findingsBy(accounts: readonly string[]): Promise<readonly Finding[]> {
  const scope = { org: 'org_test', source: 'src_1', kind: 'standard.webhook', accounts };
  const entry = { id: 'dlv_1', scope, acceptedAt: NOW, contentType: 'application/x-ndjson' };
  const rules = organisationRules(bundledEngine(), NO_CONTENT);
  const context = {
    now: NOW,
    rules,
    isDuplicate: () => false,
    observables: new Observables(undefined),
    sightings: new Sightings(rules.correlations),
  };
  const outcome = await processDelivery(
    { split: splitInParts, normalizers: { [cloudtrail.format]: cloudtrail }, engine: bundledEngine() },
    context,
    entry as unknown as Parameters<typeof processDelivery>[2],
    body,
  );
  return outcome.findings;
}

function draftsFrom(findings: readonly Finding[]) {
  const w = new World();
  for (const f of findings) w.find(f);
  w.fire('investigate');
  return propose({ state: w.state!, revision: 1, covered: [], actions });
}

describe('events that a source tells of an account that it is not bound to', () => {
  it.each([
    ['bound to another account', ['999988887777']],
    ['bound to none', []],
  ])('%s: they are found, marked, and lead to no action', async (_, accounts) => {
    const findings = await findingsBy(accounts);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((f) => f.foreignAccount)).toBe(true);
    expect(draftsFrom(findings)).toEqual([]);
  });

  it('the same events from a source that is bound to it do', async () => {
    const findings = await findingsBy([VICTIM]);
    expect(findings.some((f) => f.foreignAccount)).toBe(false);
    expect(draftsFrom(findings).length).toBeGreaterThan(0);
  });

  it('do not take the place of the real ones: each has an id of its own', async () => {
    const real = new Set((await findingsBy([VICTIM])).map((f) => f.id));
    expect((await findingsBy([])).filter((f) => real.has(f.id))).toEqual([]);
  });

  it('added to what is real about their account, they add no action', async () => {
    const real = (await findingsBy([VICTIM])).slice(0, 1);
    expect(draftsFrom([...real, ...(await findingsBy([]))]).map((d) => d.spec.target)).toEqual(
      draftsFrom(real).map((d) => d.spec.target),
    );
  });
});
