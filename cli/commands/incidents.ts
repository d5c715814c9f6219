import { defineCommand } from 'citty';
import { pendingPlans, submitVerdict } from '../lib/approve.ts';
import { countOf } from '../lib/args.ts';
import { Plan } from '../../src/contracts/plan.ts';
import { ask, currentClient, understood } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { plain, printJson } from '../lib/output.ts';
import { pages } from '../lib/pages.ts';
import { renderIncident, renderIncidents, renderPlan } from '../lib/render.ts';
import { currentCredentials } from '../lib/state.ts';

const json = { type: 'boolean', description: 'Print JSON on stdout', default: false } as const;
const incidentArg = { type: 'positional', description: 'Incident id (inc_…)', required: true } as const;
const reason = { type: 'string', description: 'Why; kept in the ledger', required: true } as const;

const ID = /^inc_[a-z0-9-]{1,64}$/;
/** An incident id out of the command line: it becomes part of a path, so that nothing else may pass. */
export function incidentId(text: string): string {
  if (!ID.test(text))
    throw new CliError(`"${plain(text)}" is not an incident id; \`vedette incidents\` lists them.`, EXIT.usage);
  return text;
}

export const incidents = defineCommand({
  meta: { name: 'incidents', description: 'List incidents, newest first' },
  args: {
    json,
    phase: { type: 'string', description: 'Only those in this phase' },
    limit: { type: 'string', description: 'How many', default: '20' },
  },
  async run({ args }) {
    const limit = countOf(args.limit, 'limit');
    const filter = args.phase === undefined ? {} : { phase: args.phase };
    const client = await currentClient();
    const page = await pages((q) => ask(client.GET('/incidents', { params: { query: { ...q, ...filter } } })), limit);
    if (args.json) printJson(page);
    else console.log(renderIncidents(page.items));
  },
});

export const show = defineCommand({
  meta: {
    name: 'show',
    description: 'Show an incident, with the plans that wait for approval and the tasks that wait for hands',
  },
  args: { incident: incidentArg, json },
  async run({ args }) {
    const id = incidentId(args.incident);
    const client = await currentClient();
    const incident = await ask(client.GET('/incidents/{id}', { params: { path: { id } } }));
    const plans = await pendingPlans(client, id);
    const tasks = [...new Set(incident.actions.flatMap((a) => (a.state === 'manual' && a.plan ? [a.plan] : [])))];
    const manual = await Promise.all(
      tasks.map(async (plan) => {
        const found = await ask(client.GET('/approvals/{id}', { params: { path: { id: plan } } }));
        return understood(Plan, found.plan, `plan ${plan}`);
      }),
    );
    if (args.json) return printJson({ incident, plans, tasks: manual });
    console.log(renderIncident(incident));
    for (const plan of plans) console.log(`\n${renderPlan(plan)}`);
    for (const plan of manual) {
      console.log(`\n${renderPlan(plan)}`);
      for (const a of plan.actions) console.log(`  when done: npm run vedette -- task done ${id} ${a.opId} --note "…"`);
    }
    if (plans.length > 0) console.log(`\nApprove with: npm run vedette -- approve ${id}`);
  },
});

async function decide(
  id: string,
  verdict: 'approve' | 'deny',
  why: string,
  asJson: boolean,
  { only, breakGlass = false }: { only?: string | undefined; breakGlass?: boolean } = {},
): Promise<void> {
  const { approver } = await currentCredentials();
  if (!approver)
    throw new CliError(
      'No approver key is at hand; set VEDETTE_APPROVER_KEY to its file (`vedette keys new --approver` makes one).',
      EXIT.usage,
    );
  const client = await currentClient();
  const plans = (await pendingPlans(client, id)).filter((p) => only === undefined || p.digest.startsWith(only));
  if (plans.length === 0)
    throw new CliError(
      `No plan of ${id} waits for approval${only === undefined ? '' : ` with digest ${plain(only)}…`}; \`vedette show ${id}\` says where it stands.`,
    );
  const results = [];
  for (const plan of plans) {
    if (!asJson) console.log(renderPlan(plan));
    const done = await submitVerdict(client, approver, plan, verdict, why, breakGlass);
    results.push({ plan: plan.id, digest: plan.digest, verdict, complete: done.complete, phase: done.phase });
    if (!asJson)
      console.log(
        `${verdict === 'approve' ? 'approved' : 'denied'}: signed ${plan.digest.slice(0, 16)}… with key ${approver.keyId}${done.complete ? '' : '; further approvals are needed'}`,
      );
  }
  if (asJson) printJson(results);
}

export const approve = defineCommand({
  meta: { name: 'approve', description: 'Approve the waiting plans of an incident: signs their digests with your key' },
  args: {
    incident: incidentArg,
    json,
    reason: { ...reason, required: false, default: 'approved on the command line' },
    digest: { type: 'string', description: 'Only the plan whose digest begins so' },
    'break-glass': {
      type: 'boolean',
      description:
        'As an admin, alone, over quorum and requester; needs --digest and a --reason of a sentence, and is told to everybody',
      default: false,
    },
  },
  run: ({ args }) => {
    const breakGlass = args['break-glass'];
    // One plan that was looked at, never whatever else waits.
    if (breakGlass && args.digest === undefined)
      throw new CliError('Breaking the glass is for one plan: name it with --digest.', EXIT.usage);
    return decide(incidentId(args.incident), 'approve', args.reason, args.json, { only: args.digest, breakGlass });
  },
});

export const deny = defineCommand({
  meta: { name: 'deny', description: 'Deny the waiting plans of an incident' },
  args: {
    incident: incidentArg,
    json,
    reason,
    digest: { type: 'string', description: 'Only the plan whose digest begins so' },
  },
  run: ({ args }) => decide(incidentId(args.incident), 'deny', args.reason, args.json, { only: args.digest }),
});

export const release = defineCommand({
  meta: { name: 'release', description: 'Give back what an incident holds in AWS, before its lease ends' },
  args: { incident: incidentArg, json, reason },
  async run({ args }) {
    const path = { id: incidentId(args.incident) };
    const client = await currentClient();
    const done = await ask(client.POST('/incidents/{id}/release', { params: { path }, body: { reason: args.reason } }));
    if (args.json) printJson(done);
    else
      console.log(
        `release requested; the incident is in phase ${done.phase}. \`vedette show ${args.incident}\` follows it.`,
      );
  },
});
