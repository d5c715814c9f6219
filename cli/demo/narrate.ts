import type { IncidentProjection } from '../../src/contracts/incident.ts';
import { IncidentEvent } from '../../src/incident/events.ts';
import { ask, type TypedClient } from '../lib/client.ts';
import { plain } from '../lib/output.ts';

/** A line of the demo: what stage, and what happened there. */
export const stage = (name: string, text: string): string => `${name.padEnd(12)} ${plain(text)}`;

type Line = readonly [stage: string, text: string];

function lineOf(event: IncidentEvent): Line | undefined {
  switch (event.type) {
    case 'analyst_reported':
      return [
        'investigated',
        `${event.body.report.title} (risk ${event.body.report.risk}/100, by ${event.body.report.author})`,
      ];
    case 'inspector_reported':
      return [
        'inspected',
        `${event.body.report.nodes.length} entities, ${event.body.report.evidence.length} evidence objects read from AWS, ${event.body.report.discovered.length} further targets found`,
      ];
    case 'proposed':
      return [
        'proposed',
        event.body.drafts.length === 0
          ? 'nothing to contain'
          : event.body.drafts.map((d) => `${d.spec.action} on ${d.spec.target}`).join(', '),
      ];
    case 'decided':
      return [
        'decided',
        event.body.plans.map((p) => `${p.decision.outcome} (${p.decision.reasons.join('; ')})`).join(', '),
      ];
    case 'approval_arrived':
      return ['approved', `${event.body.plan} by ${event.body.actor}, signed over its digest`];
    case 'permitted':
      return ['permitted', `${event.body.plan} by the gate`];
    case 'custody_reported': {
      const { state, proof, action, target } = event.body.status;
      const where = `${action} on ${target}`;
      if (state === 'held' && proof !== 'none' && proof !== 'accepted') return ['contained', `${where}: ${proof}`];
      if (state === 'released') return ['released', `${where}: read back and verified`];
      return state === 'applying' || state === 'waiting' || state === 'held' ? undefined : [state, where];
    }
    case 'effect_failed':
      return ['failed', `${event.body.kind}: ${event.body.error}`];
    default:
      return undefined;
  }
}

/** Tells what happened in each incident since it was last asked, from the incident's own log: no stage is missed between two looks. */
export function narrator(say: (line: string) => void, client: TypedClient) {
  const told = new Map<string, { seq: number; lines: Set<string> }>();
  return async (i: IncidentProjection): Promise<void> => {
    let known = told.get(i.id);
    if (known === undefined) {
      say(stage('incident', `${i.id} ${i.title} (${i.severity}, ${i.findingCount} findings)`));
      told.set(i.id, (known = { seq: 0, lines: new Set() }));
    }
    const { events } = await ask(client.GET('/incidents/{id}/log', { params: { path: { id: i.id } } }));
    for (const event of events) {
      if (event.seq <= known.seq) continue;
      known.seq = event.seq;
      const parsed = IncidentEvent.safeParse(event);
      const line = parsed.success ? lineOf(parsed.data) : undefined;
      if (line === undefined || known.lines.has(line.join())) continue;
      known.lines.add(line.join());
      say(stage(line[0], `${i.id.slice(0, 12)}… ${line[1]}`));
    }
    if (i.phase === 'closed' && !known.lines.has('closed')) {
      known.lines.add('closed');
      say(stage('closed', `${i.id} ${i.title}`));
    }
  };
}
