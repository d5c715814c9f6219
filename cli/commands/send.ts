import { readFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { contentDeliveryId, chunkLines, freshDeliveryId, ndjsonLines, sendDelivery } from '../lib/send.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { printJson } from '../lib/output.ts';
import { currentCredentials, type SourceCredential } from '../lib/state.ts';

/** A source by name or kind from the local credentials, or from VEDETTE_INGEST_URL, VEDETTE_SOURCE_ID and VEDETTE_SOURCE_SECRET. */
async function target(name: string): Promise<{ ingestUrl: string; source: SourceCredential }> {
  const { VEDETTE_INGEST_URL: url, VEDETTE_SOURCE_ID: id, VEDETTE_SOURCE_SECRET: secret } = process.env;
  if (url !== undefined && id !== undefined && secret !== undefined)
    return { ingestUrl: url, source: { id, kind: name, path: `/in/${id}`, secret } };
  const { ingestUrl, sources } = await currentCredentials();
  const source = sources && Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (ingestUrl === undefined || source === undefined) {
    throw new CliError(
      `There is no source "${name}" here; known: ${Object.keys(sources ?? {}).join(', ') || 'none'}. For a deployment set VEDETTE_INGEST_URL, VEDETTE_SOURCE_ID and VEDETTE_SOURCE_SECRET.`,
      EXIT.usage,
    );
  }
  return { ingestUrl, source };
}

export const send = defineCommand({
  meta: { name: 'send', description: 'Send a file of events (NDJSON) through a source, as its sender would' },
  args: {
    file: { type: 'positional', description: 'NDJSON file', required: true },
    source: {
      type: 'string',
      description: 'Source kind: standard.webhook, aws.firehose, aws.eventbridge',
      default: 'standard.webhook',
    },
    batch: { type: 'string', description: 'Records a delivery', default: '500' },
    again: { type: 'boolean', description: 'As new deliveries, even if this file was sent before', default: false },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const text = await readFile(args.file, 'utf8').catch(() => {
      throw new CliError(`${args.file} cannot be read.`, EXIT.usage);
    });
    const batch = Number(args.batch);
    if (!Number.isInteger(batch) || batch < 1 || batch > 5_000)
      throw new CliError('--batch takes a number from 1 to 5000.', EXIT.usage);
    const { ingestUrl, source } = await target(args.source);
    const chunks = chunkLines(ndjsonLines(text, args.file), batch);
    let records = 0;
    for (const [i, lines] of chunks.entries()) {
      await sendDelivery(ingestUrl, source, lines, args.again ? freshDeliveryId() : contentDeliveryId(lines));
      records += lines.length;
      if (!args.json) process.stderr.write(`\raccepted ${i + 1}/${chunks.length} deliveries, ${records} records`);
    }
    if (args.json) printJson({ deliveries: chunks.length, records });
    else process.stderr.write('\n');
  },
});
