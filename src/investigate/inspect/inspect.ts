import type { InspectorReport, InvestigationJob } from '../../contracts/agents.ts';
import type { AwsClient } from '../../aws/types.ts';
import { utf8 } from '../../kit/bytes.ts';
import type { Result } from '../../kit/result.ts';
import { graphOf } from '../graph/graph.ts';
import { inspectLists } from './controls.ts';
import { inspectInstances } from './instances.ts';
import { Notes, type EvidenceStore } from './notes.ts';
import { DEADLINE_MS, type Budget } from './reader.ts';
import { accountsOf, instancesOf, speaksOf, usersOf } from './subjects-of.ts';
import { inspectUser } from './user.ts';

export interface InspectDeps {
  /** A client with read-only credentials for an account of the organisation, or why there is none. */
  connect(account: string): Promise<Result<AwsClient, string>>;
  readonly evidence: EvidenceStore;
  readonly now: () => number;
}

const ACCOUNTS_MAX = 3;
const USERS_MAX = 6;
/** A queue message carries 128,000 bytes; the envelope takes a little. */
const REPORT_MAX_BYTES = 110_000;

/**
 * Graph, facts and evidence of an incident, and what else is in the attacker's hands. What cannot be read costs a line in
 * `limits`, never the report. Throws only if evidence cannot be stored.
 */
export async function inspect(deps: InspectDeps, job: InvestigationJob): Promise<InspectorReport> {
  const { findings } = job;
  const { dropped, ...graph } = graphOf(findings);
  const notes = new Notes(deps.evidence, job, graph.nodes);
  if (job.omitted > 0) notes.limit(`${job.omitted} further findings of this incident were not in the job.`);
  if (dropped > 0) notes.limit(`${dropped} nodes or edges did not fit into the graph.`);
  const budget: Budget = { calls: 0, silent: 0, until: deps.now() + DEADLINE_MS, now: deps.now };
  const accounts = accountsOf(findings);
  if (accounts.length === 0) notes.limit('No finding names an AWS account, so that nothing was read.');
  if (accounts.length > ACCOUNTS_MAX) notes.limit(`Only ${ACCOUNTS_MAX} of ${accounts.length} accounts were read.`);
  for (const account of accounts.slice(0, ACCOUNTS_MAX)) {
    const client = await deps.connect(account);
    if (!client.ok) {
      notes.limit(`Account ${account} was not read: ${client.error}`);
      continue;
    }
    // Senders of other accounts and people do not say when it began here: a date of long ago would make every key a new one.
    const attackStart = Math.min(...findings.filter((f) => speaksOf(f, account)).map((f) => f.time));
    const users = usersOf(findings).filter((u) => u.account === account);
    if (users.length > USERS_MAX) notes.limit(`Only ${USERS_MAX} of ${users.length} users in ${account} were read.`);
    for (const user of users.slice(0, USERS_MAX)) await inspectUser(client.value, budget, notes, user, attackStart);
    const here = instancesOf(findings).filter((i) => i.account === account);
    for (const [region, instances] of Map.groupBy(here, (i) => i.region))
      await inspectInstances(client.value, budget, notes, { account, region }, instances);
    await inspectLists(client.value, budget, notes, account, findings);
  }
  return fit(notes, graph);
}

/** The report within a queue message: what containment needs stays, the graph's last edges and nodes go. */
function fit(notes: Notes, graph: Pick<InspectorReport, 'nodes' | 'edges'>): InspectorReport {
  const size = (r: InspectorReport) => utf8(JSON.stringify(r)).byteLength;
  let report = notes.toReport(graph);
  let { nodes, edges } = graph;
  while (size(report) > REPORT_MAX_BYTES && nodes.length > 0) {
    notes.limit('The graph was cut to fit into a message.');
    nodes = nodes.slice(0, Math.floor(nodes.length / 2));
    const kept = new Set(nodes.map((n) => `${n.type}:${n.id}`));
    edges = edges.filter((e) => kept.has(e.from) && kept.has(e.to));
    report = notes.toReport({ nodes, edges });
  }
  return report;
}
