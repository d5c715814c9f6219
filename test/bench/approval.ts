import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendingPlans, submitVerdict } from '../../cli/lib/approve.ts';
import { apiClient, ask } from '../../cli/lib/client.ts';
import { contentDeliveryId, sendDelivery } from '../../cli/lib/send.ts';
import { fleetSecrets } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { startAws } from '../../cli/demo/aws.ts';
import { allIncidents, until } from '../../cli/demo/watch.ts';
import type { CallRecord } from '../aws-simulator/calls.ts';
import { keyMade, pairOf } from '../support/key-made.ts';
import { showSpread, spread } from './statistics.ts';

/*
 * From a person's approval to AWS's yes: the time between handing in a signed approval and the simulator's answer to the
 * first write that it let go. Beside it, in the same run, one signed-in read of the same API: what a request costs here.
 */

const ROUNDS = 30;
const PORTS = { console: 9321, ingest: 9322, simulator: 9323 };
const LEASE_MS = 3_600_000;
const PATIENCE_MS = 60_000;

/** `approval`: prints the spread of approval → accepted, the ratio to a bare request, and whether the median is below 500 ms. */
export async function approval(): Promise<void> {
  const lines = Array.from({ length: ROUNDS }, (_, n) => JSON.stringify(keyMade(n)));
  const stateDir = await mkdtemp(join(tmpdir(), 'vedette-approval-'));
  const secrets = await fleetSecrets(stateDir);
  const aws = await startAws({ port: PORTS.simulator, lines });
  const fleet = await startFleet(
    fleetOptions({
      stateDir,
      awsEndpoint: aws.endpoint,
      consolePort: PORTS.console,
      ingestPort: PORTS.ingest,
      leaseMs: LEASE_MS,
      secrets,
      crons: false,
      // As deployed: custody that reads back every few moments would make the load that is measured.
      quickCustody: false,
    }),
  );
  const calls = async (after: number): Promise<CallRecord[]> => {
    const answer = await fetch(new URL('/_simulator/calls', aws.endpoint), {
      method: 'POST',
      body: JSON.stringify({ after }),
    });
    const { log } = await answer.json<{ log: CallRecord[] }>();
    return log;
  };
  try {
    const { consoleUrl, ingestUrl } = fleet;
    const { credentials } = await bootstrap({ stateDir, consoleUrl, ingestUrl, secrets, accounts: aws.accounts });
    const client = apiClient(consoleUrl, credentials.apiKey);
    await ask(
      client.PUT('/policies', {
        body: { policies: { 'ask-always': 'forbid (principal, action == Vedette::Action::"act", resource);' } },
      }),
    );
    const toAccepted: number[] = [];
    const toRequest: number[] = [];
    for (const [n, line] of lines.entries()) {
      const source = credentials.sources['standard.webhook']!;
      await sendDelivery(credentials.ingestUrl, source, [line], contentDeliveryId([line]));
      const { victim } = pairOf(n);
      const plan = await until(
        async () => {
          const mine = (await allIncidents(client)).find((i) => i.actions.some((a) => a.target.includes(`${victim}/`)));
          return mine === undefined ? undefined : (await pendingPlans(client, mine.id))[0];
        },
        PATIENCE_MS,
        () => `no plan came to approve for ${victim}`,
        50,
      );
      const asked = performance.now();
      await ask(client.GET('/me'));
      toRequest.push(performance.now() - asked);
      const after = (await calls(0)).at(-1)?.ordinal ?? 0;
      const approvedAt = Date.now();
      await submitVerdict(client, credentials.approver, plan, 'approve', 'bench');
      const write = await until(
        async () =>
          (await calls(after)).find((c) => c.writes && c.carriedOut && c.resources.some((r) => r.endsWith(victim))),
        PATIENCE_MS,
        () => `AWS saw no write for ${plan.id}`,
        20,
      );
      toAccepted.push(write.at - approvedAt);
      console.error(`${n + 1} of ${ROUNDS}: ${write.at - approvedAt} ms to ${write.operation}`);
    }
    const accepted = spread(toAccepted);
    const request = spread(toRequest);
    console.log(`approval to accepted: ${showSpread(accepted)} (${ROUNDS} approvals, one key each)`);
    console.log(`one signed-in request: ${showSpread(request)}`);
    console.log(
      `approval: p50 ${Math.round(accepted.p50 ?? 0)} ms, aim below 500; ${((accepted.p50 ?? 0) / (request.p50 ?? 1)).toFixed(1)} times one request`,
    );
  } finally {
    await fleet.stop();
    await aws.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}
