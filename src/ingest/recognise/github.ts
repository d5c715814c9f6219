import { textOf, type Obj } from '../read-json.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

/** Of these an event of the audit log has one at least. */
const WHOSE = ['org', 'org_id', 'business', 'business_id', 'repo', 'user', 'user_id'];
const WHO = ['_document_id', 'actor', 'actor_id'];
const isNumber = (v: Obj, key: string): boolean => Object.hasOwn(v, key) && typeof v[key] === 'number';

/** An action in two parts, its time in ms, who did it: what every line has, however little else it tells. */
export const isAuditLine = (v: Obj): boolean =>
  (isNumber(v, '@timestamp') ||
    isNumber(v, 'created_at') ||
    // What stands between may have made a date of it; GitHub's own id then says whose line it is.
    (textOf(v, '_document_id') !== undefined && textOf(v, '@timestamp') !== undefined)) &&
  textOf(v, 'action')?.includes('.') === true &&
  WHO.some((key) => Object.hasOwn(v, key));

/**
 * The audit log of an organisation, an enterprise or a server, streamed, exported or by its API: `action` in two parts, and its time
 * in ms as a number, which tells it from other logs that call theirs `@timestamp`.
 * https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization
 */
export const github: readonly Recogniser[] = [
  {
    format: 'github.audit',
    is: (v) => isAuditLine(v) && WHOSE.some((key) => Object.hasOwn(v, key)),
  },
];
export const githubEnvelopes: readonly Envelope[] = [];
