import type { Observable } from '../../../contracts/delivery.ts';
import { sha256Hex } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { number, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { addressesOf, entitiesOf } from './entities.ts';
import { operationOf, toOcsf } from './ocsf.ts';
import { traitsOf } from './traits.ts';

const ID = /^[A-Za-z0-9-]{1,64}$/;
const STAGE = /^[A-Za-z]{1,40}$/;
const FIRST_ERROR = 400;

function outcomeOf(record: Record<string, unknown>, stage: string): EventFacts['outcome'] {
  if (stage === 'Panic') return 'failure';
  const code = number(record, 'responseStatus', 'code');
  if (code === undefined) return 'unknown';
  return code >= FIRST_ERROR ? 'failure' : 'success';
}

/** Enough of a digest to tell apart what bears the same audit id. */
const DIGEST_CHARS = 16;

/**
 * The event's own id. The audit id alone is not enough: it is the caller's, if the request has an `Audit-ID` header, of whatever
 * characters and as often as they like, so that nothing may be lost for it. What the API server notes of the request goes with it.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/endpoints/filters/audit_init.go
 */
function uidOf(record: Record<string, unknown>, id: string, stage: string): string {
  const noted = [
    own(record, 'requestReceivedTimestamp'),
    own(record, 'stageTimestamp'),
    own(record, 'verb'),
    own(record, 'requestURI'),
    text(record, 'user', 'username'),
  ].map((value) => (typeof value === 'string' ? value : ''));
  const digest = sha256Hex(JSON.stringify([id, ...noted])).slice(0, DIGEST_CHARS);
  return `${ID.test(id) ? id : 'strange'}:${stage}:${digest}`;
}

/**
 * Kubernetes audit events (https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/). One request makes one event a stage.
 * Long-running requests (a shell, a watch) have a `ResponseStarted`
 * and, once they are over, a `ResponseComplete`: both are events, since rules look for a shell the moment that it opens.
 */
export const audit = {
  format: 'kubernetes.audit',
  logsource: { product: 'kubernetes', service: 'audit' },
  accountFromKey: true,
  facts(record) {
    const id = own(record, 'auditID');
    if (typeof id !== 'string') return err('auditID is missing or no text');
    const stage = own(record, 'stage');
    if (typeof stage !== 'string' || !STAGE.test(stage)) return err('stage is missing or no stage');
    // `timestamp` and `metadata` are those of v1beta1 and before, which clusters of before 1.16 write.
    const at =
      time(own(record, 'stageTimestamp')) ??
      time(own(record, 'requestReceivedTimestamp')) ??
      time(own(record, 'timestamp')) ??
      time(text(record, 'metadata', 'creationTimestamp'));
    if (at === undefined) return err('stageTimestamp is missing or no time');
    return ok({
      uid: uidOf(record, id, stage),
      time: at,
      operation: operationOf(record),
      outcome: outcomeOf(record, stage),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  traits: traitsOf,
  observables(record) {
    const { own: address, claimed } = addressesOf(record);
    const found: [Observable['type'], string][] = [];
    if (address !== undefined) found.push(['ip', address]);
    for (const ip of claimed) if (ip !== address) found.push(['ip', ip]);
    const agent = text(record, 'userAgent');
    if (agent !== undefined && agent.length <= 512) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
