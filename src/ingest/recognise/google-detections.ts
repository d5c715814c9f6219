import { sha256Hex } from '../../kit/crypto.ts';
import { isObject, textOf, type Obj } from '../read-json.ts';

const objectOf = (value: Obj | undefined, key: string): Obj | undefined => {
  const found = value !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
};

/** Event Threat Detection's log, whichever way its slash is encoded */
const LOG =
  /^((?:projects|organizations|folders)\/[^/]{1,64})\/logs\/threatdetection\.googleapis\.com(?:%+2F|\/)detection$/i;

const ruleOf = (v: Obj): string | undefined => {
  const category = objectOf(objectOf(v, 'jsonPayload'), 'detectionCategory');
  return category && textOf(category, 'ruleName');
};

/**
 * A detection as Event Threat Detection writes it into Cloud Logging, beside or instead of its finding in Security Command Center:
 * https://cloud.google.com/security-command-center/docs/how-to-use-event-threat-detection
 */
export const isDetection = (v: Obj): boolean =>
  LOG.test((textOf(v, 'logName') ?? '').slice(0, 200)) && ruleOf(v) !== undefined;

/** The notification that Security Command Center sends of the same: what the detector wrote are the finding's source properties. */
export function ofDetection(v: Obj): Obj {
  const payload = objectOf(v, 'jsonPayload');
  const parent = LOG.exec(textOf(v, 'logName') ?? '')?.[1] ?? '';
  const said = payload && (textOf(payload, 'findingId') ?? textOf(v, 'insertId'));
  const id =
    said !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(said) ? said : sha256Hex(JSON.stringify(v)).slice(0, 32);
  const eventTime =
    (payload && textOf(payload, 'eventTime')) ?? textOf(v, 'timestamp') ?? textOf(v, 'receiveTimestamp');
  const affected: unknown =
    payload && Object.hasOwn(payload, 'affectedResources') ? payload['affectedResources'] : undefined;
  const first: unknown = Array.isArray(affected) ? affected[0] : undefined;
  const resourceName = isObject(first) ? textOf(first, 'gcpResourceName') : undefined;
  return {
    finding: {
      name: `${parent}/sources/threatdetection/findings/${id}`,
      parent: `${parent}/sources/threatdetection`,
      category: ruleOf(v),
      state: 'ACTIVE',
      findingClass: 'THREAT',
      ...(eventTime === undefined ? {} : { eventTime }),
      ...(resourceName === undefined ? {} : { resourceName }),
      sourceProperties: payload,
    },
  };
}
