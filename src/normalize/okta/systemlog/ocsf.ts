import type { OcsfEvent, OcsfUser } from '../../../contracts/event.ts';
import { kindOf } from '../../ocsf-parts.ts';
import { defined, isMail, list, OCSF_VERSION, own, text } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { classOf } from './classes.ts';
import {
  actorOf,
  addressOf,
  principalOf,
  sessionOf,
  targetOf,
  targetsOf,
  targetUser,
  tokenOf,
  type Party,
} from './identity.ts';

const SEVERITY: ReadonlyMap<string, number> = new Map([
  ['DEBUG', 1],
  ['INFO', 1],
  ['WARN', 2],
  ['ERROR', 3],
]);
const UNMAPPED = [
  'actor',
  'target',
  'debugContext',
  'authenticationContext',
  'securityContext',
  'transaction',
] as const;

const userOf = (p: Party): OcsfUser =>
  defined<OcsfUser>({
    uid: p.id,
    name: p.login ?? p.name ?? p.id ?? 'unknown',
    type: p.type,
    email_addr: isMail(p.login ?? '') ? p.login : undefined,
  });

/** Names of what was given or taken: roles in the debug data, an application's name. */
function privilegesOf(event: Record<string, unknown>): string[] {
  const debug = own(own(event, 'debugContext'), 'debugData');
  const said = text(debug, 'privilegeGranted') ?? text(debug, 'privilegeRevoked') ?? text(debug, 'role');
  if (said !== undefined) return said.split(/\s*,\s*/, 20).map((name) => name.slice(0, 256));
  const what = targetOf(event, /^(AppInstance|ROLE|Role|PERMISSION)/);
  return [what?.name ?? what?.id ?? 'unknown'];
}

/** A System Log event as OCSF. */
export function toOcsf(event: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const type = text(event, 'eventType') ?? 'unknown';
  const { uid, activity } = classOf(type);
  const actor = actorOf(event);
  const address = addressOf(event);
  const session = sessionOf(event);
  const subject = targetUser(event);
  const group = targetOf(event, /^UserGroup$/);
  const app = targetOf(event, /^App(Instance)?$/);
  const agent = text(event, 'client', 'userAgent', 'rawUserAgent');
  const resources = targetsOf(event).flatMap((t) => {
    const id = principalOf(t) ?? t.name;
    return id === undefined ? [] : [{ uid: id, type: t.type, ...(t.name === undefined ? {} : { name: t.name }) }];
  });
  const isApi = uid === 6003;
  return defined<OcsfEvent>({
    ...kindOf(uid, activity, type),
    severity_id: SEVERITY.get(text(event, 'severity') ?? '') ?? 1,
    time: facts.time,
    metadata: defined<OcsfEvent['metadata']>({
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: 'Okta System Log', vendor_name: 'Okta' },
      event_code: type,
      original_time: text(event, 'published'),
    }),
    status_id: facts.outcome === 'success' ? 1 : facts.outcome === 'failure' ? 2 : 0,
    status_code: text(event, 'outcome', 'result'),
    status_detail: text(event, 'outcome', 'reason'),
    message: text(event, 'displayMessage'),
    actor: defined<NonNullable<OcsfEvent['actor']>>({
      user: defined<OcsfUser>({ ...userOf(actor), credential_uid: tokenOf(event) }),
      session: session === undefined ? undefined : { uid: session },
    }),
    user:
      uid === 3002
        ? userOf(actor)
        : uid === 3006
          ? subject && userOf(subject)
          : isApi
            ? undefined
            : userOf(subject ?? actor),
    group:
      uid === 3006
        ? { uid: group?.id ?? 'unknown', ...(group?.name === undefined ? {} : { name: group.name }) }
        : undefined,
    privileges: uid === 3005 || (uid === 3006 && activity <= 2) ? privilegesOf(event) : undefined,
    service: uid === 3002 ? { name: app?.name ?? 'Okta' } : undefined,
    session: uid === 3002 && session !== undefined ? { uid: session } : undefined,
    api: isApi ? { operation: type, service: { name: 'okta' } } : undefined,
    http_request: agent === undefined ? undefined : { user_agent: agent },
    src_endpoint: address === undefined ? (isApi ? { svc_name: 'okta' } : undefined) : { ip: address },
    resources: (isApi || uid === 3005) && resources.length > 0 ? resources : undefined,
    unmapped: {
      ...Object.fromEntries(UNMAPPED.filter((n) => own(event, n) !== undefined).map((n) => [n, own(event, n)])),
      ipChain: list(event, 'request', 'ipChain').slice(0, 20),
    },
  });
}
