import type { Observable } from '../../../contracts/delivery.ts';
import type { EventTraits } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { number, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { API_REQUEST, classOf } from './classes.ts';
import {
  actionOf,
  addressOf,
  credentialOf,
  entitiesOf,
  isGithub,
  orgOf,
  personId,
  word,
  type Line,
} from './identity.ts';
import { kindOf, toOcsf } from './ocsf.ts';

const UID = /^[\x21-\x7e]{1,128}$/;
const DIGEST_CHARS = 40;
const FAILED = /(^|[._])(failed|failure|denied|rejected)/;
/** Tokens of apps live for an hour or eight and are new each time. */
const SHORT_LIVED = /^GitHub App/;
const ACTIVITY: ReadonlyMap<number, EventTraits['activity']> = new Map([
  [1, 'create'],
  [2, 'read'],
  [3, 'update'],
  [4, 'delete'],
]);

const HTTP_FAILED_FROM = 400;

export function outcomeOf(line: Line): EventFacts['outcome'] {
  const action = actionOf(line);
  if (action === API_REQUEST && (number(line, 'status_code') ?? 0) >= HTTP_FAILED_FROM) return 'failure';
  return FAILED.test(action) ? 'failure' : 'success';
}

export function traitsOf(line: Line): EventTraits {
  const { uid, activity } = classOf(line);
  const byService = isGithub(line);
  const traits: { -readonly [K in keyof EventTraits]: EventTraits[K] } = {
    byService,
    activity: uid === 3002 ? 'sign-in' : uid === 6003 ? (ACTIVITY.get(activity) ?? 'other') : 'update',
    principalType: kindOf(line),
  };
  const actor = word(line, 'actor');
  if (actor !== undefined && !byService) traits.principal = personId(actor);
  const key = credentialOf(line);
  if (key !== undefined) {
    traits.accessKey = key;
    if (SHORT_LIVED.test(word(line, 'programmatic_access_type') ?? '')) traits.accessKeyIsTemporary = true;
  }
  const address = addressOf(line);
  if (address !== undefined) traits.address = address;
  const agent = word(line, 'user_agent');
  if (agent !== undefined) traits.userAgent = agent;
  return traits;
}

export function observablesOf(line: Line): (readonly [Observable['type'], string])[] {
  const found: (readonly [Observable['type'], string])[] = [];
  const address = addressOf(line);
  if (address !== undefined) found.push(['ip', address]);
  const agent = word(line, 'user_agent');
  if (agent !== undefined) found.push(['user_agent', agent]);
  return found;
}

/**
 * Lines of GitHub's audit log, streamed, exported or by its API
 * (https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise).
 */
export const audit = {
  format: 'github.audit',
  logsource: { product: 'github', service: 'audit' },
  facts(line) {
    const action = text(line, 'action');
    if (action === undefined) return err('action is missing');
    const at = time(own(line, '@timestamp')) ?? time(own(line, 'created_at'));
    if (at === undefined) return err('@timestamp is missing or no time in ms');
    const id = own(line, '_document_id');
    const account = orgOf(line);
    return ok({
      uid: typeof id === 'string' && UID.test(id) ? id : digestOf(line).slice(0, DIGEST_CHARS),
      time: at,
      operation: actionOf(line),
      outcome: outcomeOf(line),
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (line, facts) => toOcsf(line, facts),
  traits: traitsOf,
  observables: observablesOf,
} satisfies Normalizer;
