import type { AuditBundle } from '../../../../src/contracts/ledger.ts';
import type { Comment, IncidentProjection } from '../../../../src/contracts/incident.ts';
import { api, at } from '../../api/client.ts';
import type { Investigation } from './queries.ts';
import { markdownOf, type Report } from './report.ts';
import type { Logged } from './timeline.ts';

/** Hands a text to the person as a file. */
function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read it only after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

async function load(id: string): Promise<Report> {
  const [incident, investigation, log, discussion] = await Promise.all([
    api.get<IncidentProjection>(at`/incidents/${id}`),
    api.get<Investigation>(at`/incidents/${id}/investigation`),
    api.get<{ events: Logged[] }>(at`/incidents/${id}/log`),
    api.get<{ comments: Comment[] }>(at`/incidents/${id}/comments`),
  ]);
  return { incident, investigation, events: log.events, comments: discussion.comments };
}

/** The bundle in its one byte sequence, as `vedette audit verify` takes it. */
export async function exportAudit(id: string): Promise<void> {
  const [bundle, { default: canonicalize }] = await Promise.all([
    api.get<AuditBundle>(at`/incidents/${id}/audit`),
    import('canonicalize'),
  ]);
  save(`${id}.audit.json`, 'application/json', `${canonicalize(bundle) ?? ''}\n`);
}
export async function exportMarkdown(id: string): Promise<void> {
  save(`${id}.md`, 'text/markdown', markdownOf(await load(id), Date.now()));
}
export async function exportJson(id: string): Promise<void> {
  save(`${id}.json`, 'application/json', `${JSON.stringify(await load(id), null, 2)}\n`);
}
