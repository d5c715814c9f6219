import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { own, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { actionOf, entitiesOf, orgOf } from '../audit/identity.ts';
import { observablesOf, outcomeOf, traitsOf } from '../audit/index.ts';
import { toOcsf } from '../audit/ocsf.ts';
import { alertEvent, alertOf, verdictOf } from './alerts.ts';
import { momentOf } from './moment.ts';

const DIGEST_CHARS = 40;

/**
 * GitHub's webhooks in the shape of its audit log, with the payload as `payload`, so that the audit log's rules judge them too. The id
 * is made of the payload, since a delivery's id is not signed: a payload that is sent again under another id counts once.
 */
export const webhook = {
  format: 'github.webhook',
  logsource: { product: 'github', service: 'audit' },
  facts(line) {
    if (text(line, 'action') === undefined) return err('action is missing');
    const moment = momentOf(line);
    if (moment === undefined) return err('neither the payload nor the delivery says a time');
    const account = orgOf(line);
    const operation = actionOf(line);
    return ok({
      uid: `${digestOf(own(line, 'payload') ?? null).slice(0, DIGEST_CHARS)}:${operation}`.slice(0, 128),
      time: moment,
      operation,
      outcome: outcomeOf(line),
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf(line, facts) {
    const alert = alertOf(line);
    return alert === undefined ? toOcsf(line, facts, 'GitHub webhooks') : alertEvent(alert, line, facts);
  },
  traits: traitsOf,
  observables: observablesOf,
  verdict: verdictOf,
} satisfies Normalizer;
