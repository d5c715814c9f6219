import { readFile, writeFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { bundleText } from '../../src/audit/bundle.ts';
import { verifyBundleText } from '../../src/audit/verify.ts';
import { auditBundle } from '../lib/audit-bundle.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson } from '../lib/output.ts';
import { incidentId } from './incidents.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

const exportBundle = defineCommand({
  meta: { name: 'export', description: 'Write the audit bundle of an incident' },
  args: {
    incident: { type: 'positional', description: 'Incident id', required: true },
    out: { type: 'string', description: 'File to write; default <incident>.audit.json' },
    json,
  },
  async run({ args }) {
    const id = incidentId(args.incident);
    const bundle = await auditBundle(await currentClient(), id);
    const out = args.out ?? `${id}.audit.json`;
    await writeFile(out, bundleText(bundle));
    if (args.json) printJson({ file: out, entries: bundle.entries.length, root: bundle.head.root });
    else
      console.log(
        `wrote ${out}: ${bundle.entries.length} entries under tree head ${bundle.head.root.slice(0, 16)}… of size ${bundle.head.size}`,
      );
  },
});

const keys = defineCommand({
  meta: {
    name: 'keys',
    description: 'Write the public keys that tree heads verify under; keep the file apart from any bundle',
  },
  args: { out: { type: 'string', description: 'File to write', default: 'vedette-ledger-keys.json' }, json },
  async run({ args }) {
    const found = await ask((await currentClient()).GET('/audit/keys'));
    await writeFile(args.out, `${JSON.stringify(found, null, 1)}\n`);
    if (args.json) printJson(found);
    else console.log(`wrote ${args.out}: ${Object.keys(found).join(', ')}`);
  },
});

/** JSON out of a file, or a usage error that names it. */
async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`${file} cannot be read.`, EXIT.usage);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`${file} is not JSON.`, EXIT.usage);
  }
}

function asKeys(value: unknown, file: string): Record<string, string> {
  const fine =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v));
  if (!fine)
    throw new CliError(
      `${file} does not hold public keys ({"keyId": "64 hex digits"}); \`vedette audit keys\` writes such a file.`,
      EXIT.usage,
    );
  return value as Record<string, string>;
}

const verify = defineCommand({
  meta: { name: 'verify', description: 'Verify an audit bundle; needs no network and no Vedette' },
  args: {
    bundle: { type: 'positional', description: 'The bundle file', required: true },
    key: { type: 'string', description: 'File of the ledger public keys, from outside the bundle', required: true },
    json,
  },
  async run({ args }) {
    const bytes = await readFile(args.bundle).catch(() => {
      throw new CliError(`${args.bundle} cannot be read.`, EXIT.usage);
    });
    const result = await verifyBundleText(bytes, asKeys(await readJsonFile(args.key), args.key));
    if (!result.ok) process.exitCode = EXIT.failed;
    if (args.json) return printJson(result);
    if (result.ok) console.log(`verified: ${result.entries} entries, root ${result.root}`);
    else
      console.log(
        `NOT verified: ${plain(result.reason)}${result.entry === undefined ? '' : ` (first at entry seq ${result.entry.seq}, ${plain(result.entry.id)})`}`,
      );
  },
});

export const audit = defineCommand({
  meta: { name: 'audit', description: 'Export and verify the audit trail' },
  subCommands: { export: exportBundle, verify, keys },
});
