import { defineCommand } from 'citty';
import { currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { clockTime, printJson, table } from '../lib/output.ts';

interface DeadLetter {
  id: string;
  kind: string;
  origin: string;
  reason: string;
  place: string | null;
  at: number;
  replayedAt: number | null;
}
const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

const list = defineCommand({
  meta: { name: 'list', description: 'What could not be processed, and why' },
  args: { json },
  async run({ args }) {
    const page = await (await currentClient()).get<{ items: DeadLetter[] }>('/dead-letters');
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
    await (await currentClient()).post(`/dead-letters/${args.id}/replay`, {});
    console.log(`${args.id} went through again`);
  },
});

export const deadLetters = defineCommand({
  meta: { name: 'dead-letters', description: 'List and replay what could not be processed' },
  subCommands: { list, replay },
});
