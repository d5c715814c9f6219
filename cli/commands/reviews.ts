import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { clockTime, plain, printJson, table } from '../lib/output.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;

const list = defineCommand({
  meta: { name: 'list', description: 'Proposals beyond their agents’ budgets' },
  args: { json, all: { type: 'boolean', description: 'Also those that were decided', default: false } },
  async run({ args }) {
    const query = args.all ? {} : { status: 'open' as const };
    const found = await ask((await currentClient()).GET('/reviews', { params: { query } }));
    if (args.json) return printJson(found);
    console.log(
      found.items.length === 0
        ? 'the board is empty'
        : table([
            ['ID', 'AGENT', 'INCIDENT', 'STATUS', 'UNTIL', 'WHY'],
            ...found.items.map((r) => [r.id, r.agent, r.incident, r.status, clockTime(r.expiresAt), r.reason]),
          ]),
    );
  },
});

const decide = defineCommand({
  meta: { name: 'decide', description: 'Let a proposal go on, or end it' },
  args: {
    review: { type: 'positional', description: 'Review id', required: true },
    verdict: { type: 'positional', description: 'approve or deny', required: true },
    reason: { type: 'string', description: 'Why; kept in the ledger', required: true },
    json,
  },
  async run({ args }) {
    const { review: id, verdict, reason } = args;
    if (!/^review_[a-z0-9-]{1,64}$/.test(id))
      throw new CliError(`"${plain(id)}" is not a review id; \`vedette reviews list\` lists them.`, EXIT.usage);
    if (verdict !== 'approve' && verdict !== 'deny') throw new CliError('The verdict is approve or deny.', EXIT.usage);
    const done = await ask(
      (await currentClient()).POST('/reviews/{id}', { params: { path: { id } }, body: { verdict, reason } }),
    );
    if (args.json) return printJson(done);
    console.log(`${done.review.status}; the incident is in phase ${done.phase}`);
  },
});

export const reviews = defineCommand({
  meta: { name: 'reviews', description: 'The review board' },
  subCommands: { list, decide },
});
