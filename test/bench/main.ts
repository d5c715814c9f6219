/* `npm run bench` measures the fleet beside a bare Worker; `npm run bench -- kill` kills it at random moments of the demo;
   `npm run bench -- kill-matrix` kills custody at every point of its protocol, on an AWS that lies;
   `npm run bench -- approval` times the way from a person's approval to AWS's yes;
   `npm run bench -- indicators` looks for a million indicators in CloudTrail events;
   `npm run bench -- start` times how long the whole fleet takes to answer, beside one bare Worker;
   `npm run bench -- ingest` measures the door of every source beside a bare handler;
   `npm run bench -- api` asks every list of the API on a full database. */
import { alertLatency, newIncidentRate } from './latency.ts';
import { countOperations, dollarsPerMillion } from './cost.ts';
import { openSession } from './session.ts';
import { median, showSpread } from './statistics.ts';
import { drainedRate } from './throughput.ts';

const ROUNDS = 3;
const SINGLES = 6_000;
const BATCHED = 60_000;
const BATCH = 500;
const ALERTS_PER_SECOND = 80;
const ALERT_SECONDS = 10;
const BURST = 500;

async function throughput(disk: boolean): Promise<void> {
  const session = await openSession({ disk });
  console.log(`state under ${session.stateDir}; every figure of ours stands beside the bare Worker's of the same run`);
  const run = Date.now().toString(36);
  try {
    console.error('warming up');
    for (const target of [session.bare, session.ours]) {
      await drainedRate(session, target, 2_000, 1, `${run}-warm-single-${target.name}`);
      await drainedRate(session, target, 20_000, BATCH, `${run}-warm-batch-${target.name}`);
    }
    for (const [name, events, perRequest] of [
      ['singles', SINGLES, 1],
      ['batches of 500, gzip', BATCHED, BATCH],
    ] as const) {
      const ours: number[] = [];
      const bare: number[] = [];
      const since = Date.now();
      for (let round = 0; round < ROUNDS; round++) {
        console.error(`${name}, round ${round + 1} of ${ROUNDS}`);
        bare.push(await drainedRate(session, session.bare, events, perRequest, `${run}-${perRequest}-${round}-bare`));
        ours.push(await drainedRate(session, session.ours, events, perRequest, `${run}-${perRequest}-${round}-ours`));
      }
      const ratios = ours.map((o, i) => o / bare[i]!);
      console.log(
        `${name}: ${Math.round(median(ours))} events/s drained, bare ${Math.round(median(bare))}; ratio ${median(ratios).toFixed(2)} (rounds ${ratios.map((r) => r.toFixed(2)).join(', ')})`,
      );
      const operations = await countOperations(session, since);
      const cost = dollarsPerMillion(operations);
      console.log(
        `  operations for ${operations.events} events: ${operations.deliveries} deliveries, ${operations.blocks} blocks; $${cost.total.toFixed(2)} a million events without CPU time`,
      );
      for (const [line, dollars] of cost.lines) console.log(`    $${dollars.toFixed(4)}  ${line}`);
    }
    console.error(`${ALERTS_PER_SECOND} alerts a second for ${ALERT_SECONDS} s`);
    const latency = await alertLatency(session, ALERTS_PER_SECOND, ALERT_SECONDS, `l${run}`);
    console.log(`at ${ALERTS_PER_SECOND} alerts/s, ${latency.incidents} incidents:`);
    console.log(`  accepted to finding   ${showSpread(latency.acceptedToFinding)}`);
    console.log(`  accepted to incident  ${showSpread(latency.acceptedToIncident)}`);
    console.log(`  bare accepted to stored ${showSpread(latency.bareAcceptedToStored)}`);
    console.error(`a burst of ${BURST} alerts, each an incident of its own`);
    console.log(`new incidents: ${Math.round(await newIncidentRate(session, BURST, `b${run}`))} a second`);
  } finally {
    await session.stop();
  }
}

const [what] = process.argv.slice(2);
if (what === undefined || what === '--disk') await throughput(what === '--disk');
else if (what === 'kill') await (await import('./kill.ts')).kill(process.argv.slice(3));
else if (what === 'api') await (await import('./api.ts')).api(process.argv.slice(3));
else if (what === 'kill-matrix')
  process.exitCode = (await (await import('./kill-matrix.ts')).killMatrix(process.argv.slice(3))) ? 0 : 1;
else if (what === 'approval') await (await import('./approval.ts')).approval();
else if (what === 'detect') await (await import('./detect.ts')).detect();
else if (what === 'indicators') (await import('./indicators.ts')).indicators(process.argv.slice(3));
else if (what === 'ingest') await (await import('./ingest.ts')).ingest();
else if (what === 'start') await (await import('./start.ts')).start();
else if (what === 'scroll') await (await import('./scroll.ts')).scroll(process.argv.slice(3));
else {
  console.error(
    `There is no bench "${what}"; there are: (none), --disk, kill, kill-matrix, approval, api, scroll, detect, indicators, ingest and start.`,
  );
  process.exitCode = 2;
}
// Keep-alive sockets of the load generator would hold the process open.
process.exit();
