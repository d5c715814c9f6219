import { defineCommand } from 'citty';
import { countOf, everyValue, minutesOf } from '../lib/args.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { plain, printJson } from '../lib/output.ts';
import { accountsOf, settingsOf } from '../lib/source-settings.ts';
import { forgetSource } from '../lib/state.ts';

const source = { type: 'positional', description: 'Id, name or kind of a source', required: true } as const;
const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

export const change = defineCommand({
  meta: { name: 'change', description: 'Change what is given; the rest stays as it is' },
  args: {
    source,
    name: { type: 'string', description: 'A new name' },
    account: {
      type: 'string',
      description: 'The accounts that it may speak of, all of them; several times, or with commas',
    },
    set: { type: 'string', description: 'A setting: name=value; several times; those not named stay' },
    rhythm: {
      type: 'string',
      description: 'Minutes of silence after which it is missed; 0 never, usual: as its kind tells',
    },
    rate: { type: 'string', description: 'Requests a minute' },
    enabled: { type: 'string', description: 'yes or no: a source that is disabled is refused' },
    json,
  },
  async run({ args, rawArgs }) {
    const client = await currentClient();
    const { id, kind: kindId, settings } = await findSource(client, args.source);
    const kind = (await ask(client.GET('/sources/kinds'))).kinds.find((k) => k.id === kindId);
    if (!kind) throw new CliError(`Vedette does not know ${kindId} any more.`);
    const sets = everyValue(rawArgs, 'set');
    const accounts = everyValue(rawArgs, 'account');
    const body = {
      ...(args.name === undefined ? {} : { name: args.name }),
      ...(accounts.length === 0 ? {} : { accounts: accountsOf(kind, accounts) }),
      ...(sets.length === 0 ? {} : { settings: settingsOf(kind, sets, settings) }),
      ...(args.rhythm === undefined
        ? {}
        : { rhythmMinutes: args.rhythm === 'usual' ? null : minutesOf(args.rhythm, 'rhythm') }),
      ...(args.rate === undefined ? {} : { ratePerMinute: countOf(args.rate, 'rate') }),
      ...(args.enabled === undefined ? {} : { enabled: yesOrNo(args.enabled) }),
    };
    if (Object.keys(body).length === 0)
      throw new CliError(
        'Nothing to change: give --name, --account, --set, --rhythm, --rate or --enabled.',
        EXIT.usage,
      );
    const changed = await ask(client.PATCH('/sources/{id}', { params: { path: { id } }, body }));
    if (args.json) printJson({ ...changed, ...body });
    else console.log(`${id} is changed; ingest goes by it within 15 seconds`);
  },
});

function yesOrNo(word: string): boolean {
  if (word === 'yes' || word === 'no') return word === 'yes';
  throw new CliError(`--enabled takes yes or no, not "${plain(word)}".`, EXIT.usage);
}

export const remove = defineCommand({
  meta: { name: 'remove', description: 'Delete a source: its secrets are erased, what it delivered stays' },
  args: { source: { ...source, description: 'Id of a source' }, json },
  async run({ args }) {
    const client = await currentClient();
    const found = await findSource(client, args.source);
    // A name or a kind may mean another source than one thinks, and this cannot be taken back.
    if (found.id !== args.source)
      throw new CliError(`Deleting takes the source's id; that is ${found.id} (${plain(found.name)}).`, EXIT.usage);
    const removed = await ask(client.DELETE('/sources/{id}', { params: { path: { id: found.id } } }));
    await forgetSource(found.id);
    if (args.json) printJson(removed);
    else console.log(`${found.id} (${plain(found.name)}) is deleted; ingest takes nothing of it within 15 seconds`);
  },
});
