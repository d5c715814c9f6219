import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import { DAY_MS } from '../../src/kit/clock.ts';
import { countOf, durationMs } from '../lib/args.ts';
import { ask, currentClient, understood } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { clockTime, plain, printJson, table } from '../lib/output.ts';
import { pages } from '../lib/pages.ts';
import { huntLine, huntReport } from '../lib/render-hunt.ts';

/** The hunt writes its progress every three seconds. */
const WATCH_EVERY_MS = 1_500;

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;
const hunt = { type: 'positional', description: 'Hunt id', required: true } as const;

function idOf(text: string): string {
  if (/^hunt_[a-z0-9-]{1,64}$/.test(text)) return text;
  throw new CliError(`"${plain(text)}" is not a hunt id; \`vedette hunts list\` lists them.`, EXIT.usage);
}

const fetchHunt = async (id: string): Promise<RetroHuntView> =>
  understood(
    RetroHuntView,
    await ask((await currentClient()).GET('/hunts/{id}', { params: { path: { id } } })),
    'the hunt',
  );

/** Shows progress on stderr until the hunt is over. */
async function watch(id: string): Promise<RetroHuntView> {
  let line = '';
  for (;;) {
    const view = await fetchHunt(id);
    const now = huntLine(view);
    if (now !== line) console.error(now);
    line = now;
    if (view.finishedAt !== null) return view;
    await sleep(WATCH_EVERY_MS);
  }
}

/** Exit 1 where not everything was looked at: a script must not take it for an all-clear. */
function tell(view: RetroHuntView, asJson: boolean): void {
  if (asJson) printJson(view);
  else console.log(huntReport(view));
  if (view.finishedAt !== null && view.state !== 'done') process.exitCode = EXIT.failed;
}

/** How far back, out of `--days` or `--since`. */
function spanOf(
  args: { readonly days?: string | undefined; readonly since?: string | undefined },
  now: number,
): { from?: number } {
  if (args.days !== undefined && args.since !== undefined)
    throw new CliError('Say --days or --since, not both.', EXIT.usage);
  if (args.days !== undefined) return { from: Math.max(0, now - countOf(args.days, 'days') * DAY_MS) };
  if (args.since !== undefined) return { from: Math.max(0, now - durationMs(args.since, 'since')) };
  return {};
}

async function whatOf(args: {
  readonly rule?: string | undefined;
  readonly file?: string | undefined;
  readonly indicators?: string | undefined;
}) {
  const { rule, file, indicators } = args;
  if ([rule, file, indicators].filter((a) => a !== undefined).length !== 1)
    throw new CliError('Say what to hunt for: --rule ID, --file rule.yml or --indicators VERSION.', EXIT.usage);
  if (rule !== undefined) return { kind: 'rule' as const, rule };
  if (indicators !== undefined) return { kind: 'indicators' as const, version: indicators };
  const text = await readFile(file!, 'utf8').catch(() => {
    throw new CliError(`${plain(file!)} cannot be read.`, EXIT.usage);
  });
  return { kind: 'text' as const, text };
}

const start = defineCommand({
  meta: {
    name: 'start',
    description: 'Look through the archive for what a rule (findings) or a rule’s text (matches only) would have found',
  },
  args: {
    rule: { type: 'string', description: 'Id of a rule in force, your own or one that ships' },
    file: { type: 'string', description: 'Sigma file to try out; nothing is kept' },
    indicators: { type: 'string', description: 'Version of the list of indicators in force' },
    days: { type: 'string', description: 'How many days back; 30 unless said' },
    since: { type: 'string', description: 'How far back otherwise, such as 24h' },
    'max-bytes': { type: 'string', description: 'Bytes of the archive to read at most; 2 GB unless said' },
    'max-seconds': { type: 'string', description: 'Seconds to take at most; 900 unless said' },
    watch: { type: 'boolean', description: 'Wait until it is over and show how far it is', default: false },
    json,
  },
  async run({ args }) {
    const what = await whatOf(args);
    const budget = {
      ...(args['max-bytes'] === undefined ? {} : { maxBytes: countOf(args['max-bytes'], 'max-bytes') }),
      ...(args['max-seconds'] === undefined ? {} : { maxSeconds: countOf(args['max-seconds'], 'max-seconds') }),
    };
    const body = { what, ...spanOf(args, Date.now()), ...budget };
    const started = understood(RetroHuntView, await ask((await currentClient()).POST('/hunts', { body })), 'the hunt');
    if (args.watch) return tell(await watch(started.id), args.json);
    if (args.json) return printJson(started);
    console.log(`${started.id} has begun; \`vedette hunts show ${started.id} --watch\` follows it`);
  },
});

const list = defineCommand({
  meta: { name: 'list', description: 'Hunts, newest first' },
  args: { json, limit: { type: 'string', description: 'How many', default: '20' } },
  async run({ args }) {
    const client = await currentClient();
    const limit = countOf(args.limit, 'limit');
    const page = await pages((query) => ask(client.GET('/hunts', { params: { query } })), limit);
    if (args.json) return printJson(page);
    console.log(
      page.items.length === 0
        ? 'no hunts'
        : table([
            ['ID', 'STARTED', 'STATE', 'MATCHES', 'FINDINGS', 'BLOCKS', 'FOR'],
            ...page.items.map((h) => [
              h.id,
              clockTime(h.startedAt),
              h.state,
              String(h.matches),
              String(h.findings),
              `${h.blocks.checked}/${h.blocks.found}`,
              h.title,
            ]),
          ]),
    );
  },
});

const show = defineCommand({
  meta: { name: 'show', description: 'One hunt: what it looked at, what it did not, what it found' },
  args: { hunt, watch: { type: 'boolean', description: 'Wait until it is over', default: false }, json },
  async run({ args }) {
    const id = idOf(args.hunt);
    tell(args.watch ? await watch(id) : await fetchHunt(id), args.json);
  },
});

const cancel = defineCommand({
  meta: { name: 'cancel', description: 'End a hunt; what it found stays' },
  args: { hunt },
  async run({ args }) {
    const id = idOf(args.hunt);
    await ask((await currentClient()).POST('/hunts/{id}/cancel', { params: { path: { id } } }));
    console.log(`${id} is cancelled`);
  },
});

export const hunts = defineCommand({
  meta: { name: 'hunts', description: 'Look through the archive for what was not looked for when it came' },
  subCommands: { start, list, show, cancel },
});
