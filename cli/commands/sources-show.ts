import { defineCommand } from 'citty';
import { countOf } from '../lib/args.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { lastDeliveries, outcomeOf, type Outcome } from '../lib/follow-delivery.ts';
import { plain, printJson } from '../lib/output.ts';
import { sourceReport } from '../lib/render-source.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;
const source = { type: 'positional', description: 'Id, name or kind of a source', required: true } as const;
const DELIVERIES_MAX = 200;

export const show = defineCommand({
  meta: { name: 'show', description: 'One source: settings, keys, how it is, what became of what it sent last' },
  args: { source, deliveries: { type: 'string', description: 'Deliveries that are shown', default: '10' }, json },
  async run({ args }) {
    const limit = Math.min(DELIVERIES_MAX, countOf(args.deliveries, 'deliveries'));
    const client = await currentClient();
    const { id } = await findSource(client, args.source);
    const [detail, last] = await Promise.all([
      ask(client.GET('/sources/{id}', { params: { path: { id } } })),
      lastDeliveries(client, id, limit),
    ]);
    const deliveries: Outcome[] = [];
    for (const d of last)
      deliveries.push(d.verdict === 'processed' ? { ...d, bad: [] } : await outcomeOf(client, d.id));
    if (args.json) printJson({ ...detail, deliveries });
    else console.log(sourceReport(detail, deliveries, Date.now()));
  },
});

/** The text of a tool, or of the one tool that begins so. */
function setupBy<T extends { readonly tool: string }>(tool: string, texts: readonly T[]): T | undefined {
  const wanted = tool.toLowerCase();
  const exact = texts.find((t) => t.tool.toLowerCase() === wanted);
  const near = texts.filter((t) => t.tool.toLowerCase().startsWith(wanted));
  return exact ?? (near.length === 1 ? near[0] : undefined);
}

export const setup = defineCommand({
  meta: {
    name: 'setup',
    description: 'How its sender is set up: a text on stdout, to be kept in a file; the secret is a variable in it',
  },
  args: {
    source,
    tool: { type: 'string', description: 'Such as Terraform, or the beginning of it; the first there is if not given' },
    json,
  },
  async run({ args }) {
    const client = await currentClient();
    const { id } = await findSource(client, args.source);
    const found = await ask(client.GET('/sources/{id}/setup', { params: { path: { id } } }));
    const tools = found.texts.map((t) => t.tool).join(', ');
    const text = args.tool === undefined ? found.texts[0] : setupBy(args.tool, found.texts);
    if (text === undefined)
      throw new CliError(
        `--tool ${plain(args.tool ?? '')} names none or several of ${found.kind}'s: ${tools}.`,
        EXIT.usage,
      );
    if (args.json) return printJson(args.tool === undefined ? found : { ...found, texts: [text] });
    process.stdout.write(text.text.endsWith('\n') ? text.text : `${text.text}\n`);
    if (args.tool === undefined && found.texts.length > 1)
      console.error(`This is ${text.tool}; there is also: ${tools}.`);
    if (text.left.length > 0) console.error(`To be filled in by hand: ${text.left.join(', ')}.`);
  },
});
