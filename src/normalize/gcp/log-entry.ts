import { digestOf, sha256Hex } from '../../kit/crypto.ts';
import { number, own, text, time } from '../read.ts';

/** What is the same in every `LogEntry`: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */

const ID_MAX = 128;

/**
 * Cloud Logging takes entries of the same log, time and insert id for one; so do we. Without an insert id the entry's digest
 * stands for it. A long entry comes in parts, whose number goes with the id.
 */
export function uidOf(record: Record<string, unknown>): string {
  const id = text(record, 'insertId');
  if (id === undefined || id.length > ID_MAX) return digestOf(record).slice(0, 40);
  const part = number(record, 'split', 'index');
  const where = `${text(record, 'logName') ?? ''}\n${text(record, 'timestamp') ?? ''}${part === undefined ? '' : `\n${part}`}`;
  return `${id}:${sha256Hex(where).slice(0, 16)}`;
}

/** ms; the time of receipt where the writer gave none. */
export const timeOf = (record: Record<string, unknown>): number | undefined =>
  time(own(record, 'timestamp')) ?? time(own(record, 'receiveTimestamp'));

/** `projects/p/logs/…`, `organizations/1/logs/…` */
const LOG_NAME = /^(projects|organizations|folders|billingAccounts)\/([^/]{1,64})\/logs\//;

/**
 * A project by its id, or, where only that is known, by its number as `projects/1`: twelve bare digits are the account of another
 * cloud.
 */
export const projectName = (project: string): string =>
  (/^[0-9]+$/.test(project) ? `projects/${project}` : project).slice(0, 64);

/**
 * The project that an entry belongs to; `organizations/1`, `folders/1` or `billingAccounts/1` for what is of no project.
 * The log's name goes first: a writer sets the resource's labels freely, the log's name within its own project only.
 */
export function accountOf(record: Record<string, unknown>): string | undefined {
  const named = LOG_NAME.exec(text(record, 'logName') ?? '');
  const project = text(record, 'resource', 'labels', 'project_id');
  if (!named) return project === undefined ? undefined : projectName(project);
  const [, kind, id] = named as unknown as [string, string, string];
  if (kind === 'projects') return projectName(id);
  // An aggregate of an organisation may still be of one project's resource.
  return project === undefined ? `${kind}/${id}`.slice(0, 64) : projectName(project);
}

export const locationOf = (record: Record<string, unknown>): string | undefined =>
  (text(record, 'resource', 'labels', 'location') ?? text(record, 'resource', 'labels', 'zone'))?.slice(0, 64);

/** The id that a machine has in every format: its full resource name by its name. */
export const instanceIdOf = (project: string, zone: string, name: string): string =>
  `//compute.googleapis.com/projects/${project}/zones/${zone}/instances/${name}`;
