import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { EXIT } from '../lib/exit.ts';
import { findSource } from '../lib/find-source.ts';
import { printJson } from '../lib/output.ts';

/** A page is up to a hundred letters, whose blocks are read again. */
const TIMEOUT_MS = 120_000;

/** The API counts to here. */
const REMAINING_MAX = 1_000;

const told = (sum: { replayed: number; failed: number; remaining: number }): string =>
  `${sum.replayed} went through, ${sum.failed} failed again, ${sum.remaining}${sum.remaining >= REMAINING_MAX ? ' or more' : ''} remain`;

export const replay = defineCommand({
  meta: { name: 'replay', description: 'Process its dead letters again, until none remain or none succeed' },
  args: {
    source: { type: 'positional', description: 'Id, name or kind of a source', required: true },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const client = await currentClient(TIMEOUT_MS);
    const { id } = await findSource(client, args.source);
    const sum = { replayed: 0, failed: 0, remaining: 0 };
    let cursor: string | undefined;
    do {
      const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
      const page = await ask(client.POST('/sources/{id}/dead-letters/replay', { params }));
      sum.replayed += page.replayed;
      sum.failed += page.failed;
      sum.remaining = page.remaining;
      cursor = page.next;
      if (!args.json && cursor !== undefined) console.error(told(sum));
    } while (cursor !== undefined && sum.remaining > 0);
    // What fails again has a reason that its delivery shows.
    if (sum.remaining > 0) process.exitCode = EXIT.failed;
    if (args.json) return printJson(sum);
    if (sum.replayed + sum.failed + sum.remaining === 0) console.log('no dead letters are open');
    else console.log(told(sum));
    if (sum.remaining > 0) console.error(`Why: \`vedette sources show ${id}\`, and \`vedette dead-letters list\`.`);
  },
});
