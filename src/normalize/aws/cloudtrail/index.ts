import type { Observable } from '../../../contracts/delivery.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { looksLikeAddress, isFields, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import {
  aggregatedEntities,
  aggregatedEvent,
  aggregatedFacts,
  aggregatedObservables,
  isAggregated,
} from './aggregated.ts';
import { entitiesOf } from './entities.ts';
import { accountOf, addressOf } from './identity.ts';
import { insightEntities, insightEvent, insightFacts, insightVerdict, isInsight } from './insight.ts';
import { toOcsf } from './ocsf.ts';
import { saysFailure } from './sign-in.ts';
import { traitsOf } from './traits.ts';

/** An event id as AWS and others write them; anything longer or stranger is no id. */
const UID = /^[\x21-\x7e]{1,128}$/;

/** Some services write the status of the answer as the error's code, also when it is none. */
const isGood = (error: unknown): boolean => /^2[0-9]{2}$/.test(String(error));

/**
 * CloudTrail records (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html),
 * and events of CloudTrail Insights and aggregated ones, which have other shapes.
 * `facts` and `observables` run for every event and touch only the fields that they name.
 */
export const cloudtrail = {
  format: 'aws.cloudtrail',
  logsource: { product: 'aws', service: 'cloudtrail' },
  facts(record) {
    const id = own(record, 'eventID');
    // Records of before version 1.01 have none, nor have some that were cut down on their way.
    const uid = typeof id === 'string' && UID.test(id) ? id : digestOf(record).slice(0, 40);
    const at = time(own(record, 'eventTime'));
    if (at === undefined)
      return isAggregated(record) ? aggregatedFacts(record) : err('eventTime is missing or no time');
    if (isInsight(record)) return insightFacts(record, uid, at);
    const name = text(record, 'eventName');
    const source = text(record, 'eventSource');
    if (name === undefined || source === undefined) return err('eventName and eventSource are needed');
    const account = accountOf(record);
    const region = text(record, 'awsRegion');
    const error = own(record, 'errorCode');
    const failed = error !== undefined && error !== null && error !== '' && !isGood(error);
    return ok({
      uid,
      time: at,
      operation: `${source}:${name}`.slice(0, 200),
      outcome: failed || saysFailure(record, source, name) ? 'failure' : 'success',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    if (isAggregated(record)) return aggregatedEntities(record);
    return isInsight(record) ? insightEntities(record) : entitiesOf(record);
  },
  toOcsf(record, facts) {
    if (isAggregated(record)) return aggregatedEvent(record, facts);
    return isInsight(record) ? insightEvent(record, facts) : toOcsf(record, facts);
  },
  traits: traitsOf,
  verdict: (record) => (isInsight(record) ? insightVerdict(record) : undefined),
  observables(record) {
    if (record['eventTime'] === undefined && isAggregated(record)) return aggregatedObservables(record);
    // Read plainly, for speed: no prototype has these names.
    const written = record['sourceIPAddress'];
    const address = typeof written === 'string' && written.includes(',') ? addressOf(record) : written;
    const identity = record['userIdentity'];
    const key = isFields(identity) ? identity['accessKeyId'] : undefined;
    const agent = record['userAgent'];
    const hasAddress = typeof address === 'string' && looksLikeAddress(address);
    const hasKey = typeof key === 'string' && key.length <= 128 && key !== '';
    const hasAgent = typeof agent === 'string' && agent !== '' && agent.length <= 512 && agent !== address;
    // Nearly all have all three; a list that grows takes room for sixteen.
    if (hasAddress && hasKey && hasAgent)
      return [
        ['ip', address],
        ['access_key', key],
        ['user_agent', agent],
      ];
    const found: [Observable['type'], string][] = [];
    if (hasAddress) found.push(['ip', address]);
    if (hasKey) found.push(['access_key', key]);
    if (hasAgent) found.push(['user_agent', agent]);
    return found;
  },
} satisfies Normalizer;
