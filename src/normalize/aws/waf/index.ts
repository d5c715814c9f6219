import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { isAddress, number, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { entitiesOf, ownerOf } from './entities.ts';
import { toOcsf } from './ocsf.ts';

/** What ended a request's inspection; CAPTCHA and CHALLENGE in place of an answer. */
const REFUSED: ReadonlySet<string> = new Set(['BLOCK', 'CAPTCHA', 'CHALLENGE']);

/** AWS WAF logs: https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html */
export const waf = {
  format: 'aws.waf',
  logsource: { product: 'aws', service: 'waf' },
  facts(record) {
    const at = time(own(record, 'timestamp'));
    if (at === undefined) return err('timestamp is missing or no time in ms');
    const action = text(record, 'action');
    if (action === undefined) return err('action is missing');
    const request = own(record, 'httpRequest');
    const { account, region } = ownerOf(record);
    return ok({
      // At a load balancer the request id is its trace id, which a client may choose: alone it would make one of many requests.
      uid: digestOf([
        text(record, 'webaclId') ?? '',
        text(request, 'requestId') ?? '',
        number(record, 'timestamp') ?? at,
        text(request, 'clientIp') ?? '',
        text(request, 'httpMethod') ?? '',
        text(request, 'uri') ?? '',
        text(request, 'args') ?? '',
      ]).slice(0, 40),
      time: at,
      operation: `waf:${action}`.slice(0, 200),
      outcome: action === 'ALLOW' ? 'success' : REFUSED.has(action) ? 'failure' : 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  // Hosts and forwarded addresses are whatever a client writes: only where it came from is known.
  observables(record) {
    const address = text(record, 'httpRequest', 'clientIp');
    return address !== undefined && isAddress(address) ? [['ip', address]] : [];
  },
} satisfies Normalizer;
