import type { OcsfEvent, OcsfUser } from '../../../contracts/event.ts';
import { kindOf as partsOf } from '../../ocsf-parts.ts';
import { defined, isMail, number, OCSF_VERSION } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { classOf } from './classes.ts';
import { actionOf, addressOf, credentialOf, isBot, isGithub, mailOf, repoId, word, type Line } from './identity.ts';

/** What stands elsewhere in the event; a webhook's whole payload may be megabytes. */
const MAPPED: ReadonlySet<string> = new Set([
  '@timestamp',
  '_document_id',
  'action',
  'actor',
  'actor_id',
  'actor_ip',
  'created_at',
  'hashed_token',
  'payload',
  'repo',
  'request_id',
  'user_agent',
]);

const uidOf = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));

export const kindOf = (line: Line): string => {
  if (isGithub(line)) return 'GitHub';
  if (isBot(line)) return 'Bot';
  return word(line, 'programmatic_access_type') ?? 'User';
};

function actorOf(line: Line): OcsfUser {
  return defined<OcsfUser>({
    name: word(line, 'actor') ?? 'unknown',
    uid: uidOf(number(line, 'actor_id')),
    type: kindOf(line),
    email_addr: isMail(mailOf(line) ?? '') ? mailOf(line) : undefined,
    credential_uid: credentialOf(line),
  });
}
const userOf = (line: Line): OcsfUser | undefined => {
  const name = word(line, 'user') ?? word(line, 'invitee');
  return name === undefined ? undefined : defined<OcsfUser>({ name, uid: uidOf(number(line, 'user_id')) });
};

/** A line of the audit log as OCSF; what of it is not mapped stays in `unmapped`. */
export function toOcsf(line: Line, facts: EventFacts, product = 'GitHub audit log'): OcsfEvent {
  const { uid, activity } = classOf(line);
  const isApi = uid === 6003;
  const address = addressOf(line);
  const agent = word(line, 'user_agent');
  const repo = word(line, 'repo');
  const team = word(line, 'team') ?? 'unknown';
  const given = word(line, 'permission') ?? word(line, 'organization_role_name') ?? word(line, 'role');
  const actor = actorOf(line);
  return defined<OcsfEvent>({
    ...partsOf(uid, activity, actionOf(line)),
    severity_id: 1,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: product, vendor_name: 'GitHub' },
      event_code: actionOf(line),
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    message: word(line, 'explanation') ?? word(line, 'reason'),
    actor: { user: actor },
    user: uid === 3002 ? actor : uid === 3006 ? userOf(line) : isApi ? undefined : (userOf(line) ?? actor),
    group: uid === 3006 ? { name: team } : undefined,
    privileges: uid === 3005 || (uid === 3006 && activity <= 2) ? [given ?? 'unknown'] : undefined,
    service: uid === 3002 ? { name: 'GitHub' } : undefined,
    api: isApi
      ? defined<NonNullable<OcsfEvent['api']>>({
          operation: actionOf(line),
          service: { name: 'github' },
          request: word(line, 'request_id') === undefined ? undefined : { uid: word(line, 'request_id')! },
        })
      : undefined,
    http_request: agent === undefined ? undefined : { user_agent: agent },
    src_endpoint: address !== undefined ? { ip: address } : isApi ? { svc_name: 'github.com' } : undefined,
    resources:
      (isApi || uid === 3005) && repo !== undefined
        ? [{ uid: repoId(repo), type: 'repository', name: repo }]
        : undefined,
    unmapped: Object.fromEntries(Object.entries(line).filter(([name]) => !MAPPED.has(name))),
  });
}
