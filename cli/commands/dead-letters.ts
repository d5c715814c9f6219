import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { clockTime, printJson, table } from '../lib/output.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

const list = defineCommand({
  meta: { name: 'list', description: 'What could not be processed, and why' },
  args: { json },
  async run({ args }) {
    const page = await ask((await currentClient()).GET('/dead-letters'));
    if (args.json) return printJson(page);
    console.log(
      page.items.length === 0
        ? 'no dead letters'
        : table([
            ['ID', 'AT', 'KIND', 'ORIGIN', 'WHERE', 'REASON', 'REPLAYED'],
            ...page.items.map((d) => [
              d.id,
              clockTime(d.at),
              d.kind,
              d.origin,
              d.place ?? '-',
              d.reason,
              d.replayedAt === null ? '-' : clockTime(d.replayedAt),
            ]),
          ]),
    );
  },
});

const replay = defineCommand({
  meta: { name: 'replay', description: 'Process a dead letter again' },
  args: { id: { type: 'positional', description: 'Dead letter id (dead_…)', required: true } },
  async run({ args }) {
    if (!/^dead_[a-z0-9-]{1,64}$/.test(args.id))
      throw new CliError('That is not a dead letter id; `vedette dead-letters list` shows them.', EXIT.usage);
    const client = await currentClient();
    await ask(client.POST('/dead-letters/{id}/replay', { params: { path: { id: args.id } } }));
    console.log(`${args.id} went through again`);
  },
});

export const deadLetters = defineCommand({
  meta: { name: 'dead-letters', description: 'List and replay what could not be processed' },
  subCommands: { list, replay },
});
