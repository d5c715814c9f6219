import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { retimed } from '../demo/retime.ts';
import { runDemo } from '../demo/run.ts';
import { ROOT } from '../../scripts/bundle.ts';
import { durationMs, portOf } from '../lib/args.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { printJson } from '../lib/output.ts';
import { ndjsonLines } from '../lib/send.ts';
import { HOME } from '../lib/state.ts';
import { DEFAULT_CONSOLE_PORT, DEFAULT_INGEST_PORT } from '../local/settings.ts';

const DEFAULT_SIMULATOR_PORT = 8789;

export const demo = defineCommand({
  meta: {
    name: 'demo',
    description:
      'Replay a recorded attack through the whole fleet against an AWS simulator, and watch it being contained',
  },
  args: {
    events: { type: 'string', description: 'NDJSON file of CloudTrail records to replay instead' },
    approve: { type: 'boolean', description: 'Approve what waits, as the first admin', default: false },
    once: { type: 'boolean', description: 'Exit when all is done', default: false },
    json: { type: 'boolean', description: 'Print one JSON object on stdout, progress on stderr', default: false },
    delay: { type: 'string', description: 'Wait this long before the attack begins, such as 10s' },
    lease: { type: 'string', description: 'How long what is contained stays so', default: '12s' },
    'console-port': { type: 'string', description: 'Port of the console', default: String(DEFAULT_CONSOLE_PORT) },
    'ingest-port': { type: 'string', description: 'Port that senders post to', default: String(DEFAULT_INGEST_PORT) },
    'simulator-port': {
      type: 'string',
      description: 'Port of the AWS simulator',
      default: String(DEFAULT_SIMULATOR_PORT),
    },
    state: { type: 'string', description: 'Folder of the state; emptied first', default: join(HOME, 'demo') },
  },
  async run({ args }) {
    const file = args.events ?? join(ROOT, 'demo/leaked-key.ndjson');
    const text = await readFile(file, 'utf8').catch(() => {
      throw new CliError(`${file} cannot be read.`, EXIT.usage);
    });
    const { report, good } = await runDemo({
      // A recorded attack is told as if it ended now; somebody's own records are left as they are.
      lines: args.events === undefined ? retimed(ndjsonLines(text, file), Date.now()) : ndjsonLines(text, file),
      approve: args.approve,
      stay: !args.once,
      delayMs: args.delay === undefined ? 0 : durationMs(args.delay, 'delay'),
      leaseMs: durationMs(args.lease, 'lease'),
      stateDir: args.state,
      consolePort: portOf(args['console-port'], 'console-port'),
      ingestPort: portOf(args['ingest-port'], 'ingest-port'),
      simulatorPort: portOf(args['simulator-port'], 'simulator-port'),
      say: (line) => (args.json ? console.error(line) : console.log(line)),
      report: (r) => {
        if (args.json) printJson(r);
      },
    });
    if (!good) {
      console.error(
        `The demo did not end as it should: ${report.ledger.verified ? 'not every action was verified and released' : 'the audit trail did not verify'}.`,
      );
      process.exitCode = EXIT.failed;
    }
  },
});
