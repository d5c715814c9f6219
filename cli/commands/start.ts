import { join } from 'node:path';
import { defineCommand } from 'citty';
import { bootstrap } from '../local/bootstrap.ts';
import { LOG_FILE, startFleet } from '../local/launch.ts';
import { DEFAULT_CONSOLE_PORT, DEFAULT_INGEST_PORT, fleetOptions } from '../local/settings.ts';
import { fleetSecrets, HOME, pointTo } from '../lib/state.ts';
import { untilSignal } from '../lib/signals.ts';
import { portOf } from '../lib/args.ts';
import { makeSignInLink } from '../lib/sign-in-link.ts';

export const start = defineCommand({
  meta: { name: 'start', description: 'Run the whole fleet on this machine; state is kept between runs' },
  args: {
    state: { type: 'string', description: 'Folder of the state', default: join(HOME, 'start') },
    'console-port': { type: 'string', description: 'Port of the console', default: String(DEFAULT_CONSOLE_PORT) },
    'ingest-port': { type: 'string', description: 'Port that senders post to', default: String(DEFAULT_INGEST_PORT) },
  },
  async run({ args }) {
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    // AWS must be able to reach it: a tunnel to the issuer Worker, or an AWS-compatible server that was told of its keys.
    const issuer = process.env['ISSUER_URL'];
    const secrets = await fleetSecrets(args.state);
    const signal = untilSignal();
    const fleet = await startFleet({
      ownSignals: true,
      ...fleetOptions({
        stateDir: args.state,
        consolePort: portOf(args['console-port'], 'console-port'),
        ingestPort: portOf(args['ingest-port'], 'ingest-port'),
        secrets,
        crons: true,
        ...(endpoint === undefined || endpoint === '' ? {} : { awsEndpoint: endpoint }),
        ...(issuer === undefined || issuer === '' ? {} : { issuerUrl: issuer }),
      }),
    });
    const { credentials, first } = await bootstrap({
      stateDir: args.state,
      consoleUrl: fleet.consoleUrl,
      ingestUrl: fleet.ingestUrl,
      secrets,
      accounts: [],
    });
    await pointTo(args.state);
    const link = await makeSignInLink(credentials);
    console.log(`dashboard  ${link.url}`);
    console.log('           (signs in once; `npm run vedette -- sign-in` makes another)');
    console.log(`console    ${fleet.consoleUrl}  (API under /api/v1, its document at /api/docs)`);
    console.log(`ingest     ${fleet.ingestUrl}`);
    for (const source of Object.values(credentials.sources))
      console.log(`  ${source.kind.padEnd(17)} ${fleet.ingestUrl}${source.path}`);
    console.log(
      `keys       ${first ? 'made now' : 'as before'}: API key and approver key are in ${join(args.state, 'credentials.json')} (yours alone)`,
    );
    console.log(`logs       ${join(args.state, LOG_FILE)}`);
    console.log('Try `npm run vedette -- status` in another terminal. Ctrl-C stops.');
    await signal;
    console.log('stopping');
    await fleet.stop();
  },
});
