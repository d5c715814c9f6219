import { defineCommand } from 'citty';
import { CliError, EXIT } from '../lib/exit.ts';
import { countOf } from '../lib/args.ts';
import { printJson } from '../lib/output.ts';
import { fieldOfLines, lineFormOf, readText, recordLines } from '../lib/read-records.ts';
import { waitText } from '../lib/render-source.ts';
import { batchOf, clientOf } from '../lib/send.ts';
import { sendAll, type Progress } from '../lib/send-all.ts';
import { sendTarget } from '../lib/send-target.ts';

const BATCH_MAX = 5_000;

const progressText = ({ done, of, records, retries }: Progress): string =>
  `accepted ${done}/${of} deliveries, ${records} records${retries === 0 ? '' : `, ${retries} sent again`}`;

export const send = defineCommand({
  meta: {
    name: 'send',
    description:
      'Send a file through a source, as its sender would: NDJSON, one JSON document, or lines of text where the kind takes them. ' +
      'The key: what was kept when the source was made here, or VEDETTE_INGEST_URL, VEDETTE_SOURCE_ID and VEDETTE_SOURCE_SECRET',
  },
  args: {
    file: { type: 'positional', description: 'File, gzipped or not', required: true },
    source: { type: 'string', description: 'Id, name or kind of a source', default: 'standard.webhook' },
    batch: {
      type: 'string',
      description: 'Records a delivery, at most; fewer where the kind takes fewer',
      default: '500',
    },
    field: {
      type: 'string',
      description: 'Field of each line that holds the record, where a file keeps notes beside it (event, body)',
    },
    again: { type: 'boolean', description: 'As new deliveries, even if this file was sent before', default: false },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const batch = countOf(args.batch, 'batch');
    if (batch > BATCH_MAX) throw new CliError(`--batch takes a number from 1 to ${BATCH_MAX}.`, EXIT.usage);
    const target = await sendTarget(args.source);
    const { id, kind } = target.source;
    const form = await lineFormOf(clientOf(kind));
    const whole = recordLines(await readText(args.file), args.file, form, kind);
    const lines =
      args.field === undefined ? whole : { ...whole, lines: fieldOfLines(whole.lines, args.field, args.file) };
    const isShown = !args.json && process.stderr.isTTY;
    const sent = await sendAll(target, lines, {
      batch: batchOf(kind, batch),
      again: args.again,
      told: (progress) => isShown && process.stderr.write(`\r${progressText(progress)}`),
      waiting: (why, ms) =>
        !args.json && process.stderr.write(`${isShown ? '\n' : ''}${why}; again in ${waitText(ms)}\n`),
    });
    const { deliveries, records, retries } = sent;
    if (args.json) return printJson({ source: id, kind, deliveries, records, retries });
    process.stderr.write(isShown ? '\n' : `${progressText({ done: deliveries, of: deliveries, records, retries })}\n`);
    console.error(`what became of them: \`vedette sources show ${id}\``);
  },
});
