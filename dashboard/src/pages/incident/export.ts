import type { IncidentProjection } from '../../../../src/contracts/incident.ts';
import { api, path, under } from '../../api/client.ts';
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
    api.get(path('/incidents/{id}', { id })).then(under<IncidentProjection>),
    api.get(path('/incidents/{id}/investigation', { id })).then(under<Investigation>),
    api.get(path('/incidents/{id}/log', { id })).then(under<{ events: readonly Logged[] }>),
    api.get(path('/incidents/{id}/comments', { id })),
  ]);
  return { incident, investigation, events: log.events, comments: discussion.comments };
}

/** The bundle in its one byte sequence, as `vedette audit verify` takes it. */
export async function exportAudit(id: string): Promise<void> {
  const [bundle, { default: canonicalize }] = await Promise.all([
    api.get(path('/incidents/{id}/audit', { id })),
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
