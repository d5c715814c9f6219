import { defineCommand } from 'citty';
import { everyValue, minutesOf } from '../lib/args.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson } from '../lib/output.ts';
import { givenSecret, secretFileArg } from '../lib/secret-file.ts';
import { accountsOf, settingsOf, type SourceKind } from '../lib/source-settings.ts';
import { keepSource } from '../lib/state.ts';

function kindOf(kinds: readonly SourceKind[], word: string): SourceKind {
  const kind = kinds.find((k) => k.id === word);
  if (kind) return kind;
  const near = kinds.filter((k) => k.id.includes(word) || k.vendor.toLowerCase().startsWith(word.toLowerCase()));
  const meant = (near.length > 0 ? near : kinds).map((k) => k.id).join(', ');
  throw new CliError(
    `There is no kind "${plain(word)}"; ${near.length > 0 ? 'near it' : 'there'} are ${meant}.`,
    EXIT.usage,
  );
}

/** Whether the answer will be kept by `send` and `sources test`, for people. */
const whereKept = (isKept: boolean, id: string): string =>
  isKept
    ? 'It is also kept with the local fleet’s credentials, for `send` and `sources test`.'
    : `It is kept nowhere else; for \`send\` and \`sources test\` set VEDETTE_SOURCE_ID=${id}, VEDETTE_SOURCE_SECRET and VEDETTE_INGEST_URL.`;

const whoseSecret = (kind: SourceKind): string =>
  kind.secret === 'none'
    ? `its sender signs with a key of ${plain(kind.vendor)}'s`
    : 'Vedette makes its secret, for you to give to the sender';

export const add = defineCommand({
  meta: {
    name: 'add',
    description: 'A new source: its address, its secret (shown once), and how its sender is set up',
  },
  args: {
    kind: { type: 'positional', description: 'Kind, such as aws.firehose; `sources kinds` lists them', required: true },
    name: { type: 'string', description: 'What people call it', required: true },
    account: { type: 'string', description: 'An account that it may speak of; several times, or with commas' },
    set: { type: 'string', description: 'A setting of its kind: name=value, a list with commas; several times' },
    rhythm: { type: 'string', description: 'Minutes of silence after which it is missed; 0 never' },
    'secret-file': secretFileArg,
    json: { type: 'boolean', description: 'Print JSON on stdout, the secret in it if one is made', default: false },
  },
  async run({ args, rawArgs }) {
    const client = await currentClient();
    const kind = kindOf((await ask(client.GET('/sources/kinds'))).kinds, args.kind);
    if (args['secret-file'] !== undefined && kind.secret !== 'webhook')
      throw new CliError(`--secret-file is nothing for ${kind.id}: ${whoseSecret(kind)}.`, EXIT.usage);
    const settings = settingsOf(kind, everyValue(rawArgs, 'set'));
    const accounts = accountsOf(kind, everyValue(rawArgs, 'account'));
    const rhythm = args.rhythm === undefined ? {} : { rhythmMinutes: minutesOf(args.rhythm, 'rhythm') };
    const given = await givenSecret(args, rawArgs);
    const body = { kind: kind.id, name: args.name, accounts, settings, ...rhythm, ...(given && { secret: given }) };
    const made = await ask(client.POST('/sources', { body }));
    const { id, path } = made;
    const secret = given ?? made.secret;
    const isKept = secret !== undefined && (await keepSource({ id, kind: kind.id, path, secret, settings }));
    if (args.json) return printJson({ ...made, proves: kind.proves, limits: kind.limits, tools: kind.tools });
    console.log(`source  ${id}  ${plain(args.name)}  (${kind.id})`);
    console.log(`url     ${made.url ?? `ingest's address, then ${path}`}`);
    console.log(`set up  ${kind.tools.map((t) => `vedette sources setup ${id} --tool '${t}'`).join('\n        ')}`);
    if (given !== undefined) console.error(`The sender's secret is taken, and is not shown. ${whereKept(isKept, id)}`);
    else if (secret === undefined)
      console.error(`It has no secret: its sender signs with a key of ${plain(kind.vendor)}'s.`);
    else {
      console.log(`secret  ${secret}`);
      console.error(`The secret is shown this once. ${whereKept(isKept, id)}`);
    }
    if (accounts.length === 0)
      console.error(
        `No account is bound, so every account counts as foreign: \`vedette sources change ${id} --account …\` gives it ${plain(kind.accounts.label)}.`,
      );
    console.error(`${plain(kind.proves)} ${plain(kind.limits)}`);
  },
});
