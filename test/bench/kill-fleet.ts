/* The fleet that `bench -- kill` kills: a process of its own. Arguments: state, AWS endpoint, console port, ingest port, lease in ms. */
import { fleetSecrets } from '../../cli/lib/state.ts';
import { untilSignal } from '../../cli/lib/signals.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountBody } from '../../cli/lib/client.ts';

const [stateDir = '', awsEndpoint = '', consolePort, ingestPort, lease] = process.argv.slice(2);
const accounts = JSON.parse(await readFile(join(stateDir, 'accounts.json'), 'utf8')) as AccountBody[];
const secrets = await fleetSecrets(stateDir);
const fleet = await startFleet(
  fleetOptions({
    stateDir,
    awsEndpoint,
    consolePort: Number(consolePort),
    ingestPort: Number(ingestPort),
    leaseMs: Number(lease),
    secrets,
    crons: true,
    quickCustody: true,
  }),
);
await bootstrap({
  stateDir,
  consoleUrl: fleet.consoleUrl,
  ingestUrl: fleet.ingestUrl,
  secrets,
  accounts,
});
await untilSignal();
await fleet.stop();
