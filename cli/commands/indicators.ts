import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { defineCommand } from 'citty';
import { indicatorsOfStix } from '../../src/detect/intel/stix.ts';
import { AS_NDJSON, ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';

/** A million lines are read, packed and stored within one request. */
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

/** A list as the platform takes it: packed, since bodies are bounded before they are unpacked. */
const packed = async (list: Uint8Array) => {
  const bytes = new Uint8Array(await promisify(gzip)(list));
  return {
    headers: { ...AS_NDJSON.headers, 'content-encoding': 'gzip' },
    bodySerializer: (): Uint8Array<ArrayBuffer> => bytes,
  };
};

/** Counts of a list in words: `3 indicators (2 ip, 1 domain)`. */
function countsOf(list: {
  readonly indicators: number;
  readonly byType: Readonly<Record<string, number | undefined>>;
}): string {
  const types = Object.entries(list.byType).map(([type, n]) => `${n} ${type}`);
  return `${list.indicators} indicators${types.length === 0 ? '' : ` (${types.join(', ')})`}`;
}

/** A bundle as NDJSON; what it says that a list cannot is told on stderr, and is not loaded. */
function linesOfStix(file: string, bytes: Uint8Array): Uint8Array {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new CliError(`${file} is not JSON; a list of one indicator a line ends in .ndjson.`, EXIT.usage);
  }
  const read = indicatorsOfStix(value);
  if (!read.ok) throw new CliError(`${file}: ${read.error}.`, EXIT.usage);
  for (const { id, why } of read.value.skipped) console.error(`left out: ${JSON.stringify(id)}: ${why}`);
  return new TextEncoder().encode(read.value.indicators.map((i) => JSON.stringify(i)).join('\n'));
}

const load = defineCommand({
  meta: {
    name: 'load',
    description:
      'Replace the list of indicators by a file: NDJSON ({"type","value","level",…} a line) or a STIX 2.1 bundle',
  },
  args: {
    file: {
      type: 'positional',
      description: 'NDJSON, up to a million lines, or a STIX bundle (.json)',
      required: true,
    },
  },
  async run({ args }) {
    const list = await readFile(args.file).catch(() => {
      throw new CliError(`${args.file} cannot be read.`, EXIT.usage);
    });
    const lines = args.file.endsWith('.json') ? linesOfStix(args.file, list) : list;
    const client = await currentClient(UPLOAD_TIMEOUT_MS);
    const done = await ask(client.PUT('/indicators', { body: '', ...(await packed(lines)) }));
    console.log(`${countsOf(done)} are in force within seconds, as version ${done.version}`);
  },
});

const show = defineCommand({
  meta: { name: 'show', description: 'What list is in force, since when and by whom' },
  async run() {
    const { list } = await ask((await currentClient()).GET('/indicators'));
    if (list === null) console.log('no list is in force; load one with `vedette indicators load FILE`');
    else {
      console.log(`${countsOf(list)}, version ${list.version}`);
      console.log(`by ${list.by} at ${new Date(list.at).toISOString()}, SHA-256 of its lines ${list.digest}`);
    }
  },
});

const clear = defineCommand({
  meta: { name: 'clear', description: 'Remove the list of indicators' },
  async run() {
    await ask((await currentClient()).DELETE('/indicators'));
    console.log('no list is in force any more');
  },
});

export const indicators = defineCommand({
  meta: { name: 'indicators', description: 'Indicators that events are matched against' },
  subCommands: { load, show, clear },
});
