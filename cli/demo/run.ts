import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import { pendingPlans, submitVerdict } from '../lib/approve.ts';
import { apiClient, ask, type TypedClient } from '../lib/client.ts';
import { renderIncident, renderPlan } from '../lib/render.ts';
import { makeSignInLink } from '../lib/sign-in-link.ts';
import { chunkLines, contentDeliveryId, sendDelivery } from '../lib/send.ts';
import { untilSignal } from '../lib/signals.ts';
import { fleetSecrets, pointTo, type Credentials } from '../lib/state.ts';
import { publicKeySet } from '../../src/decide/credentials/web-identity-keys.ts';
import { bootstrap, ORG } from '../local/bootstrap.ts';
import { startFleet } from '../local/launch.ts';
import { bundleText } from '../../src/audit/bundle.ts';
import { WORKER_NAMES } from '../../scripts/bundle.ts';
import { killStale } from '../local/process.ts';
import { fleetOptions } from '../local/settings.ts';
import { startAws } from './aws.ts';
import { narrator, stage } from './narrate.ts';
import { demoReport, verifyLedger, type DemoReport } from './report.ts';
import { allIncidents, isContained, isSettled, stats, until } from './watch.ts';

export interface DemoInput {
  readonly lines: readonly string[];
  readonly approve: boolean;
  /** Keep running after the end, so that people can look around. */
  readonly stay: boolean;
  /** Before the attack begins */
  readonly delayMs: number;
  readonly leaseMs: number;
  readonly stateDir: string;
  readonly consolePort: number;
  readonly ingestPort: number;
  readonly simulatorPort: number;
  readonly say: (line: string) => void;
  readonly report: (report: DemoReport) => void;
}

/** Nobody fetches anything there: the simulated accounts are told the issuer's keys. */
const ISSUER_URL = 'https://issuer.localhost';

/** How long a stage may take before the demo gives up and says where it stands; generous, for slow machines. */
const STAGE_TIMEOUT_MS = 120_000;
/** How long a person may take to approve. */
const PERSON_TIMEOUT_MS = 24 * 3_600_000;

/** Records a request of the demo holds: several deliveries, as a sender would make. */
const RECORDS_PER_DELIVERY = 100;

async function accepted(
  input: DemoInput,
  client: TypedClient,
  credentials: Credentials,
  lines: readonly string[],
): Promise<void> {
  const chunks = chunkLines(lines, RECORDS_PER_DELIVERY);
  const source = credentials.sources['standard.webhook']!;
  for (const chunk of chunks) await sendDelivery(credentials.ingestUrl, source, chunk, contentDeliveryId(chunk));
  input.say(
    stage(
      'accepted',
      `${lines.length} events in ${chunks.length} deliveries through ${credentials.ingestUrl}${source.path}`,
    ),
  );
  const done = await until(
    async () => {
      const s = await stats(client);
      return s.events + s.duplicates + s.rejected >= lines.length ? s : undefined;
    },
    STAGE_TIMEOUT_MS,
    () => 'the pipeline did not drain; `npm run vedette -- dead-letters list` shows what could not be processed',
  );
  input.say(
    stage(
      'findings',
      `${done.findings} findings from ${done.events} events${done.rejected > 0 ? `, ${done.rejected} records rejected` : ''}`,
    ),
  );
}

/** Shows each plan that waits, once; approves it if it was asked to, else says how a person does. */
function decider(input: DemoInput, client: TypedClient, approver: Credentials['approver']) {
  const seen = new Set<string>();
  return async (i: IncidentProjection): Promise<void> => {
    if (!i.actions.some((a) => a.state === 'awaiting_approval')) return;
    for (const plan of await pendingPlans(client, i.id)) {
      if (seen.has(plan.digest)) continue;
      seen.add(plan.digest);
      input.say(renderPlan(plan));
      if (input.approve) await submitVerdict(client, approver, plan, 'approve', 'approved by the demo');
      else
        input.say(
          stage('waiting', `approve in the dashboard, or from another terminal: npm run vedette -- approve ${i.id}`),
        );
    }
  };
}

/** Follows all incidents until none moves any more. */
async function follow(
  input: DemoInput,
  client: TypedClient,
  approver: Credentials['approver'],
): Promise<IncidentProjection[]> {
  const narrate = narrator(input.say, client);
  const decide = decider(input, client, approver);
  let last: IncidentProjection[] = [];
  return until(
    async () => {
      last = await allIncidents(client);
      for (const i of last) await narrate(i);
      for (const i of last) await decide(i);
      return last.every((i) => isSettled(i)) ? last : undefined;
    },
    input.approve ? STAGE_TIMEOUT_MS + input.leaseMs : PERSON_TIMEOUT_MS,
    () => `incidents did not come to rest:\n${last.map(renderIncident).join('\n')}`,
  );
}

/**
 * The main job, start to end: fleet and AWS up, attack replayed, contained after approval, lease ended, release verified,
 * audit bundles exported and verified. `good` says whether it all ended as it should.
 */
export async function runDemo(input: DemoInput): Promise<{ report: DemoReport; good: boolean }> {
  await killStale(input.stateDir);
  await rm(input.stateDir, { recursive: true, force: true });
  const secrets = await fleetSecrets(input.stateDir);
  const aws = await startAws({
    port: input.simulatorPort,
    lines: input.lines,
    ...(secrets.oidcKeys === undefined
      ? {}
      : { issuer: { url: ISSUER_URL, org: ORG.id, jwks: publicKeySet(secrets.oidcKeys) } }),
  });
  input.say(stage('aws', aws.description));
  const fleet = await startFleet(
    fleetOptions({
      stateDir: input.stateDir,
      consolePort: input.consolePort,
      ingestPort: input.ingestPort,
      secrets,
      awsEndpoint: aws.endpoint,
      issuerUrl: ISSUER_URL,
      leaseMs: input.leaseMs,
      crons: true,
      quickCustody: true,
    }),
  );
  try {
    const { credentials } = await bootstrap({
      stateDir: input.stateDir,
      consoleUrl: fleet.consoleUrl,
      ingestUrl: fleet.ingestUrl,
      secrets,
      accounts: aws.accounts,
    });
    await pointTo(input.stateDir);
    const client = apiClient(fleet.consoleUrl, credentials.apiKey);
    const keys = await ask(client.GET('/audit/keys'));
    input.say(stage('fleet', `${WORKER_NAMES.length} Workers; console ${fleet.consoleUrl}, ingest ${fleet.ingestUrl}`));
    if (!input.approve || input.stay) input.say(stage('dashboard', (await makeSignInLink(credentials)).url));

    if (input.delayMs > 0) input.say(stage('waiting', `the attack begins in ${Math.round(input.delayMs / 1000)} s`));
    await new Promise((r) => setTimeout(r, input.delayMs));
    await accepted(input, client, credentials, aws.lines);
    const incidents = await follow(input, client, credentials.approver);
    for (const i of incidents) input.say(renderIncident(i));

    const { report: ledger, bundles, failures } = await verifyLedger(client, keys, incidents);
    await writeFile(join(input.stateDir, 'ledger-keys.json'), JSON.stringify(keys));
    for (const b of bundles) await writeFile(join(input.stateDir, `${b.chain}.audit.json`), bundleText(b));
    for (const f of failures) input.say(stage('audit', `NOT verified: ${f}`));
    if (ledger.verified)
      input.say(
        stage(
          'audit',
          `${ledger.entries} entries exported to ${input.stateDir} and verified under root ${ledger.root?.slice(0, 16)}…`,
        ),
      );

    const report = demoReport(await stats(client), incidents, await aws.counts(), ledger);
    input.report(report);
    const good =
      ledger.verified &&
      incidents.every((i) =>
        i.actions.every((a) => a.state === 'released' || a.state === 'verified' || !isContained(a.state)),
      );
    if (input.stay) {
      input.say('The fleet stays up; look around with `npm run vedette -- status`. Ctrl-C stops.');
      await untilSignal();
    }
    return { report, good };
  } finally {
    await fleet.stop();
    await aws.stop();
  }
}
