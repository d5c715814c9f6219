import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pendingPlans, submitVerdict } from '../../cli/lib/approve.ts';
import { apiClient } from '../../cli/lib/client.ts';
import { chunkLines, contentDeliveryId, ndjsonLines, sendDelivery } from '../../cli/lib/send.ts';
import { readCredentials, writePrivate, type Credentials } from '../../cli/lib/state.ts';
import { startAws, type DemoAws } from '../../cli/demo/aws.ts';
import { allIncidents, isSettled, stats, until } from '../../cli/demo/watch.ts';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import { ROOT } from '../../scripts/bundle.ts';
import { killStale } from '../../cli/local/process.ts';

/*
 * SIGKILL at random moments of the demo. One run without a kill says how each incident must end and what must have been
 * done in AWS; every killed and restarted run must end the same.
 */

const KILLS = 20;
const PORTS = { console: 9311, ingest: 9312, simulator: 9313 };
/** The demo’s own: longer than a restart takes, or the lease would be over before the containment stands. */
const LEASE_MS = 12_000;
const SETTLE_TIMEOUT_MS = 180_000;
const RECORDS_PER_DELIVERY = 20;

interface Ending {
  /** Incident → phase and the final state of each action; ids are deterministic, so they compare. */
  readonly incidents: string;
  readonly events: number;
  readonly findings: number;
  /** Writes that AWS carried out, as operation and target, sorted. */
  readonly effects: string;
  readonly durationMs: number;
}

function launch(stateDir: string, endpoint: string): ChildProcess {
  return spawn(
    process.execPath,
    [
      'scripts/node-check.mjs',
      'test/bench/kill-fleet.ts',
      stateDir,
      endpoint,
      String(PORTS.console),
      String(PORTS.ingest),
      String(LEASE_MS),
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** Ends the launcher and its workerd outright, as a power cut would. */
async function cut(stateDir: string, child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await killStale(stateDir);
}

const credentialsWhenUp = (stateDir: string): Promise<Credentials> =>
  until(
    async () => {
      const found = await readCredentials(stateDir).catch(() => undefined);
      const up =
        found &&
        (await fetch(`${found.consoleUrl}/api/v1/health`).then(
          (r) => r.ok,
          () => false,
        ));
      return up === true ? found : undefined;
    },
    60_000,
    () => 'the fleet did not come up',
    50,
  );

const describe = (incidents: readonly IncidentProjection[]): string =>
  JSON.stringify(
    incidents
      .map((i) => ({
        id: i.id,
        phase: i.phase,
        findings: i.findingCount,
        actions: i.actions.map((a) => `${a.action} ${a.target} ${a.state}`).toSorted(),
      }))
      .toSorted((a, b) => a.id.localeCompare(b.id)),
  );

async function drive(stateDir: string, lines: readonly string[]): Promise<Omit<Ending, 'effects' | 'durationMs'>> {
  const credentials = await credentialsWhenUp(stateDir);
  const client = apiClient(credentials.consoleUrl, credentials.apiKey);
  // A sender repeats what was not answered; a person approves what waits. Both go on through the kill.
  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch(() => undefined);
  const sending = (async () => {
    for (const chunk of chunkLines(lines, RECORDS_PER_DELIVERY)) {
      await until(
        () =>
          quietly(
            async () => (
              await sendDelivery(
                credentials.ingestUrl,
                credentials.sources['standard.webhook']!,
                chunk,
                contentDeliveryId(chunk),
              ),
              true
            ),
          ),
        SETTLE_TIMEOUT_MS,
        () => 'a delivery was never accepted',
      );
    }
  })();
  await sending;
  const settled = await until(
    () =>
      quietly(async () => {
        const incidents = await allIncidents(client);
        for (const i of incidents) {
          if (!i.actions.some((a) => a.state === 'awaiting_approval')) continue;
          for (const plan of await pendingPlans(client, i.id))
            await submitVerdict(client, credentials.approver, plan, 'approve', 'bench');
        }
        const s = await stats(client);
        return s.events + s.duplicates >= lines.length && incidents.length > 0 && incidents.every((i) => isSettled(i))
          ? incidents
          : undefined;
      }),
    SETTLE_TIMEOUT_MS,
    () => 'incidents did not come to rest',
  );
  const s = await stats(client);
  return { incidents: describe(settled), events: s.events, findings: s.findings };
}

async function oneRun(lines: readonly string[], killAfterMs: number | undefined): Promise<Ending> {
  const stateDir = await mkdtemp(join(tmpdir(), 'vedette-kill-'));
  const aws: DemoAws = await startAws({ port: PORTS.simulator, lines });
  await writePrivate(join(stateDir, 'accounts.json'), aws.accounts);
  let child = launch(stateDir, aws.endpoint);
  let killer: Promise<void> | undefined;
  try {
    await credentialsWhenUp(stateDir);
    const started = Date.now();
    if (killAfterMs !== undefined) {
      killer = (async () => {
        await sleep(killAfterMs);
        await cut(stateDir, child);
        child = launch(stateDir, aws.endpoint);
      })();
    }
    const ending = await drive(stateDir, aws.lines);
    await killer;
    return { ...ending, effects: JSON.stringify(await aws.effects()), durationMs: Date.now() - started };
  } finally {
    await killer?.catch(() => undefined);
    await cut(stateDir, child);
    await aws.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** Says in which respects a run ended differently; empty if in none. */
const differences = (a: Ending, b: Ending): string[] => {
  const out: string[] = [];
  if (a.incidents !== b.incidents) out.push(`incidents ended otherwise:\n    ${a.incidents}\n    ${b.incidents}`);
  if (a.effects !== b.effects) out.push(`effects in AWS differ:\n    ${a.effects}\n    ${b.effects}`);
  if (a.findings !== b.findings) out.push(`${b.findings} findings instead of ${a.findings}`);
  if (a.events !== b.events) out.push(`${b.events} events counted instead of ${a.events}`);
  return out;
};

/** `kill [N] [--seed S]`: prints a line a kill, and exits with 1 if one run ended otherwise. */
export async function kill(args: readonly string[]): Promise<void> {
  const kills = Number(args.find((a) => /^[0-9]+$/.test(a)) ?? KILLS);
  const file = join(ROOT, 'demo/leaked-key.ndjson');
  const lines = ndjsonLines(await readFile(file, 'utf8'), file);
  const reference = await oneRun(lines, undefined);
  console.log(
    `reference run: ${reference.events} events, ${reference.findings} findings, ${JSON.parse(reference.effects).length} effects, ${(reference.durationMs / 1000).toFixed(1)} s`,
  );
  let same = 0;
  for (let n = 0; n < kills; n++) {
    const at = Math.round(Math.random() * reference.durationMs);
    const ending = await oneRun(lines, at).catch((e: Error) => e);
    const wrong = ending instanceof Error ? [ending.message] : differences(reference, ending);
    if (wrong.length === 0) same++;
    console.log(
      `kill ${String(n + 1).padStart(2)} at ${String(at).padStart(6)} ms: ${wrong.length === 0 ? 'same end' : `DIFFERENT: ${wrong.join('; ')}`}`,
    );
  }
  console.log(`kill: ${kills} kills, ${same} with the same end, ${kills - same} without`);
  if (same !== kills) process.exitCode = 1;
}
