import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { clockTime, printJson } from '../lib/output.ts';
import { keyInUse, keyUseText } from '../lib/render-source.ts';
import { givenSecret, secretFileArg } from '../lib/secret-file.ts';
import { isVendorSigned } from '../lib/send-target.ts';
import { keepSource } from '../lib/state.ts';

const source = { type: 'positional', description: 'Id, name or kind of a source', required: true } as const;

/** Which of two good keys ends for a third; undefined leaves it to the gate, which refuses where one may still be in use. */
function endKeyOf(
  args: Readonly<Record<'end-old' | 'end-old-key' | 'end-new-key', boolean>>,
): 'old' | 'new' | undefined {
  const old = args['end-old'] || args['end-old-key'];
  if (old && args['end-new-key'])
    throw new CliError('One key ends: say --end-new-key, or --end-old-key or --end-old.', EXIT.usage);
  if (args['end-new-key']) return 'new';
  return old ? 'old' : undefined;
}

const withFlags = (cause: unknown): unknown =>
  cause instanceof CliError && cause.message.startsWith('409') && cause.message.includes('endKey')
    ? new CliError(`${cause.message}. Here these are \`vedette sources end-old-key\`, --end-old-key and --end-new-key.`)
    : cause;

export const rotate = defineCommand({
  meta: {
    name: 'rotate',
    description: 'A new secret, shown once, or one that the sender issued; the one before stays good for a day',
  },
  args: {
    source,
    'secret-file': secretFileArg,
    'end-old-key': {
      type: 'boolean',
      description: 'Where two keys are good already: the older ends now, though its sender may still use it',
      default: false,
    },
    'end-new-key': {
      type: 'boolean',
      description:
        'Where two keys are good already: the newest, which got lost, ends now, and the older stays for a day',
      default: false,
    },
    'end-old': {
      type: 'boolean',
      description: 'End every older key at once, for one that leaked: its sender is refused until it has the new one',
      default: false,
    },
    json: { type: 'boolean', description: 'Print JSON on stdout, the secret in it if one is made', default: false },
  },
  async run({ args, rawArgs }) {
    const endKey = endKeyOf(args);
    const client = await currentClient();
    const { id, kind, path, settings } = await findSource(client, args.source);
    if (isVendorSigned(kind))
      throw new CliError(`${id} has no secret: its sender signs with a key of its vendor.`, EXIT.usage);
    const params = { path: { id } };
    const given = await givenSecret(args, rawArgs);
    const body = { ...(endKey && { endKey }), ...(given && { secret: given }) };
    const made = await ask(client.POST('/sources/{id}/rotate', { params, body })).catch((cause: unknown) => {
      throw withFlags(cause);
    });
    const secret = given ?? made.secret;
    const isKept = secret !== undefined && (await keepSource({ id, kind, path, secret, settings }));
    const { ended } = args['end-old'] ? await ask(client.POST('/sources/{id}/keys/retire', { params })) : { ended: 0 };
    if (args.json) return printJson({ ...made, ended });
    const kept = isKept ? ', and kept with the local fleet’s credentials' : '';
    if (given === undefined) {
      console.log(`secret  ${made.secret}`);
      console.error(`It is shown this once${kept}. Give it to the sender.`);
    } else console.error(`The sender's secret is taken${kept}. It is not shown.`);
    console.error(
      args['end-old']
        ? 'The one before ends within 15 seconds.'
        : `The one before is good until ${clockTime(made.previousUntil)} UTC. \`vedette sources show ${id}\` says which is in use; \`vedette sources end-old-key ${id}\` ends the old one.`,
    );
  },
});

export const endOldKey = defineCommand({
  meta: { name: 'end-old-key', description: 'End the key before the newest now, once its sender has the newest' },
  args: {
    source,
    force: {
      type: 'boolean',
      description: 'Even if it proved a delivery within the last hour: whoever still has it is refused',
      default: false,
    },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const client = await currentClient();
    const { id } = await findSource(client, args.source);
    const params = { path: { id } };
    const { keys } = await ask(client.GET('/sources/{id}', { params }));
    const now = Date.now();
    const old = keys.find((k) => k.expiresAt !== null);
    if (old !== undefined && keyInUse(old, now) && !args.force)
      throw new CliError(
        `${old.id} was ${keyUseText(old, now)}: give its sender the newest secret first, or say --force.`,
      );
    const { ended } = await ask(client.POST('/sources/{id}/keys/retire', { params }));
    if (args.json) return printJson({ id, ended });
    console.error(ended === 0 ? 'No older key was good.' : `${old?.id ?? 'The old key'} ends within 15 seconds.`);
  },
});
