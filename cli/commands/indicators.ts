import { readFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { AS_NDJSON, ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';

const load = defineCommand({
  meta: {
    name: 'load',
    description: 'Replace the list of indicators by a file (NDJSON: {"type","value","level",…} a line)',
  },
  args: { file: { type: 'positional', description: 'NDJSON file', required: true } },
  async run({ args }) {
    const text = await readFile(args.file, 'utf8').catch(() => {
      throw new CliError(`${args.file} cannot be read.`, EXIT.usage);
    });
    const client = await currentClient();
    const done = await ask(client.PUT('/indicators', { body: text, ...AS_NDJSON }));
    console.log(`${done.indicators} indicators are in force within seconds`);
  },
});

export const indicators = defineCommand({
  meta: { name: 'indicators', description: 'Indicators that the hunter matches' },
  subCommands: { load },
});
