import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson } from '../lib/output.ts';
import { kindsTable, sourcesTable } from '../lib/render-source.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

export const list = defineCommand({
  meta: { name: 'list', description: 'Who may send, and how they are' },
  args: { json },
  async run({ args }) {
    const found = await ask((await currentClient()).GET('/sources'));
    if (args.json) printJson(found);
    else console.log(sourcesTable(found.sources, Date.now()));
  },
});

export const kinds = defineCommand({
  meta: { name: 'kinds', description: 'What can send: every kind, what it needs, and how it is set up' },
  args: { json, vendor: { type: 'string', description: 'Only of this vendor, such as AWS' } },
  async run({ args }) {
    const { kinds: all } = await ask((await currentClient()).GET('/sources/kinds'));
    const vendor = args.vendor?.toLowerCase();
    const found = all.filter((k) => vendor === undefined || k.vendor.toLowerCase() === vendor);
    if (vendor !== undefined && found.length === 0) {
      const vendors = [...new Set(all.map((k) => k.vendor))].sort().join(', ');
      throw new CliError(`There is no vendor "${plain(args.vendor ?? '')}"; there are ${vendors}.`, EXIT.usage);
    }
    if (args.json) printJson({ kinds: found });
    else console.log(kindsTable(found));
  },
});
