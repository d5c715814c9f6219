import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { entitiesOf } from './entities.ts';
import { toOcsf } from './ocsf.ts';
import { addressesOf, answeredNamesOf, clientOf, domainOf } from './query.ts';

/**
 * Route 53 Resolver query logs: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html. They have
 * no id, so that the whole record is one: time in seconds, name, client and its port.
 */
export const route53 = {
  format: 'aws.route53',
  logsource: { product: 'aws', service: 'route53' },
  facts(record) {
    const at = time(own(record, 'query_timestamp'));
    if (at === undefined) return err('query_timestamp is missing or no time');
    if (text(record, 'query_name') === undefined) return err('query_name is missing');
    const account = text(record, 'account_id');
    const region = text(record, 'region');
    const rcode = text(record, 'rcode');
    const blocked = text(record, 'firewall_rule_action') === 'BLOCK';
    return ok({
      uid: digestOf(record).slice(0, 40),
      time: at,
      operation: `dns:${text(record, 'query_type') ?? 'query'}`.slice(0, 200),
      outcome: blocked ? 'failure' : rcode === undefined ? 'unknown' : rcode === 'NOERROR' ? 'success' : 'failure',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  observables(record) {
    const domain = domainOf(record);
    const client = clientOf(record);
    return [
      ...(domain === undefined ? [] : [['domain', domain] as const]),
      ...answeredNamesOf(record).map((d) => ['domain', d] as const),
      ...addressesOf(record).map((a) => ['ip', a] as const),
      ...(client === undefined ? [] : [['ip', client] as const]),
    ];
  },
} satisfies Normalizer;
