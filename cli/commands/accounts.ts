import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { printJson, table } from '../lib/output.ts';

const list = defineCommand({
  meta: { name: 'list', description: 'AWS accounts that are guarded, how they are reached, and what to mind' },
  args: { json: { type: 'boolean', description: 'Print JSON on stdout', default: false } },
  async run({ args }) {
    const found = await ask((await currentClient()).GET('/accounts'));
    if (args.json) return printJson(found);
    console.log(
      found.accounts.length === 0
        ? 'no accounts; PUT /api/v1/accounts adds one (docs/aws.md)'
        : table([
            ['ACCOUNT', 'NAME', 'ENVIRONMENT', 'REACHED BY', 'ROLES', 'REGIONS'],
            ...found.accounts.map((a) => [
              a.account,
              a.name,
              a.environment,
              a.auth === 'web_identity' ? 'web identity' : 'keys',
              [a.readRole ? 'read' : '', a.writeRole ? 'write' : ''].filter((r) => r !== '').join(' ') || '-',
              a.regions.join(' '),
            ]),
          ]),
    );
    for (const a of found.accounts) for (const w of a.warnings) console.log(`Warning: account ${a.account}: ${w}`);
  },
});

export const accounts = defineCommand({
  meta: { name: 'accounts', description: 'AWS accounts of this organisation' },
  subCommands: { list },
});
