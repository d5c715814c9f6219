import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { clockTime, printJson } from '../lib/output.ts';
import { isVendorSigned } from '../lib/send-target.ts';
import { keepSource } from '../lib/state.ts';

export const rotate = defineCommand({
  meta: { name: 'rotate', description: 'A new secret, shown once; the one before stays good for a day' },
  args: {
    source: { type: 'positional', description: 'Id, name or kind of a source', required: true },
    'end-old': {
      type: 'boolean',
      description: 'End the one before at once, for one that leaked: its sender is refused until it has the new one',
      default: false,
    },
    json: { type: 'boolean', description: 'Print JSON on stdout, the secret in it', default: false },
  },
  async run({ args }) {
    const client = await currentClient();
    const { id, kind, path, settings } = await findSource(client, args.source);
    if (isVendorSigned(kind))
      throw new CliError(`${id} has no secret: its sender signs with a key of its vendor.`, EXIT.usage);
    const params = { path: { id } };
    const made = await ask(client.POST('/sources/{id}/rotate', { params }));
    const isKept = await keepSource({ id, kind, path, secret: made.secret, settings });
    const { ended } = args['end-old'] ? await ask(client.POST('/sources/{id}/keys/retire', { params })) : { ended: 0 };
    if (args.json) return printJson({ ...made, ended });
    console.log(`secret  ${made.secret}`);
    console.error(
      `It is shown this once${isKept ? ', and kept with the local fleet’s credentials' : ''}. Give it to the sender.`,
    );
    console.error(
      args['end-old']
        ? 'The one before ends within 15 seconds.'
        : `The one before is good until ${clockTime(made.previousUntil)} UTC; with --end-old it ends at once.`,
    );
  },
});
