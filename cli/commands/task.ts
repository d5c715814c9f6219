import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson } from '../lib/output.ts';
import { incidentId } from './incidents.ts';

const done = defineCommand({
  meta: {
    name: 'done',
    description: 'Say that a task of a manual plan is done; AWS is read, and what it shows counts',
  },
  args: {
    incident: { type: 'positional', description: 'Incident id (inc_…)', required: true },
    operation: {
      type: 'positional',
      description: 'Operation id (op_…), as `vedette show --json` names it',
      required: true,
    },
    note: { type: 'string', description: 'What you did; kept in the ledger', required: true },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const id = incidentId(args.incident);
    if (!/^op_[a-z0-9-]{1,64}$/.test(args.operation))
      throw new CliError(`"${plain(args.operation)}" is not an operation id.`, EXIT.usage);
    const path = { id, operation: args.operation };
    const answer = await ask(
      (await currentClient()).POST('/incidents/{id}/tasks/{operation}/done', {
        params: { path },
        body: { note: args.note },
      }),
    );
    if (args.json) printJson(answer);
    else console.log(`noted; AWS is being read. \`vedette show ${id}\` says what it shows.`);
  },
});

export const task = defineCommand({
  meta: { name: 'task', description: 'Tasks that a person does by hand' },
  subCommands: { done },
});
