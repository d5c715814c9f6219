import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson, table } from '../lib/output.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;
const directory = {
  type: 'positional',
  description: 'Directory of .cedar files, one policy each, named by its id',
  required: true,
} as const;

/** Policies of a directory: `<id>.cedar` → text. */
async function policiesIn(path: string): Promise<Record<string, string>> {
  const names = await readdir(path).catch(() => {
    throw new CliError(`${plain(path)} is not a directory that can be read.`, EXIT.usage);
  });
  const files = names.filter((n) => n.endsWith('.cedar')).toSorted();
  if (files.length === 0) throw new CliError(`${plain(path)} holds no .cedar file.`, EXIT.usage);
  const texts = await Promise.all(
    files.map(async (f) => [basename(f, '.cedar'), await readFile(join(path, f), 'utf8')]),
  );
  return Object.fromEntries(texts) as Record<string, string>;
}

const list = defineCommand({
  meta: { name: 'list', description: 'The policies in force' },
  args: { json },
  async run({ args }) {
    const found = await ask((await currentClient()).GET('/policies'));
    if (args.json) return printJson(found);
    console.log(`version ${found.version}, by ${plain(found.updatedBy)}`);
    for (const p of found.items) console.log(`\n// ${p.id}\n${plain(p.text.trim())}`);
  },
});

const validate = defineCommand({
  meta: { name: 'validate', description: 'Say what is wrong with policies, and where; nothing is kept' },
  args: { directory, json },
  async run({ args }) {
    const policies = await policiesIn(args.directory);
    const { errors } = await ask((await currentClient()).POST('/policies/validate', { body: { policies } }));
    if (errors.length > 0) process.exitCode = EXIT.failed;
    if (args.json) return printJson({ errors });
    for (const e of errors)
      console.log(
        `${e.policy}.cedar:${e.line ?? 1}:${e.column ?? 1} ${plain(e.message)}${e.hint === undefined ? '' : ` (${plain(e.hint)})`}`,
      );
    if (errors.length === 0) console.log(`${Object.keys(policies).length} policies, nothing wrong`);
  },
});

const dryRun = defineCommand({
  meta: { name: 'dry-run', description: 'Say what these policies would have changed in the last incidents' },
  args: { directory, json, incidents: { type: 'string', description: 'How many, at most 200', default: '50' } },
  async run({ args }) {
    const incidents = Number(args.incidents);
    if (!Number.isInteger(incidents) || incidents < 1)
      throw new CliError('--incidents takes a whole number, such as 50.', EXIT.usage);
    const policies = await policiesIn(args.directory);
    const report = await ask((await currentClient()).POST('/policies/dry-run', { body: { policies, incidents } }));
    if (args.json) return printJson(report);
    if (report.items.length > 0)
      console.log(
        table([
          ['INCIDENT', 'ACTION', 'TARGET', 'NOW', 'THEN', 'BECAUSE'],
          ...report.items.map((i) => [
            i.incident,
            i.action,
            i.target.slice(-60),
            i.before.outcome,
            i.after.outcome,
            i.after.reasons.join('; ').slice(0, 80),
          ]),
        ]),
      );
    console.log(`${report.items.length} actions would be decided otherwise`);
  },
});

const put = defineCommand({
  meta: { name: 'put', description: 'Put a directory of policies in force, in the place of all that are' },
  args: { directory, json },
  async run({ args }) {
    const policies = await policiesIn(args.directory);
    const done = await ask((await currentClient()).PUT('/policies', { body: { policies } }));
    if (args.json) return printJson(done);
    console.log(`version ${done.version} is in force`);
  },
});

export const policies = defineCommand({
  meta: { name: 'policies', description: 'What may be done without a person, and what not at all' },
  subCommands: { list, validate, 'dry-run': dryRun, put },
});
