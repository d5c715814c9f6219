import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { clockTime, printJson, table } from '../lib/output.ts';

const list = defineCommand({
  meta: { name: 'list', description: 'Who may send, and about which accounts' },
  args: { json: { type: 'boolean', description: 'Print JSON on stdout', default: false } },
  async run({ args }) {
    const found = await ask((await currentClient()).GET('/sources'));
    if (args.json) return printJson(found);
    console.log(
      found.sources.length === 0
        ? 'no sources'
        : table([
            ['ID', 'KIND', 'NAME', 'ENABLED', 'MADE', 'ACCOUNTS'],
            ...found.sources.map((s) => [
              s.id,
              s.kind,
              s.name,
              s.enabled ? 'yes' : 'no',
              clockTime(s.createdAt),
              s.accounts.join(' ') || '-',
            ]),
          ]),
    );
  },
});

export const sources = defineCommand({
  meta: { name: 'sources', description: 'Sources that send to this organisation' },
  subCommands: { list },
});
