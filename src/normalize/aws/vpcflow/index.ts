import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { addressesOf, entitiesOf } from './entities.ts';
import { fieldOf, wholeOf } from './fields.ts';
import { toOcsf } from './ocsf.ts';

/**
 * VPC Flow Logs, the default format and custom ones of version 2 to 10; every value is a text, a dash where there is none:
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html. Transit gateways' are of the same fields and some of their own.
 */
export const vpcflow = {
  format: 'aws.vpcflow',
  logsource: { product: 'aws', service: 'vpcflow' },
  facts(record) {
    const seconds = wholeOf(record, 'start') ?? wholeOf(record, 'end');
    if (seconds === undefined) return err('start and end are missing or no times');
    const account = fieldOf(record, 'account-id');
    const region = fieldOf(record, 'region');
    const action = fieldOf(record, 'action');
    return ok({
      uid: digestOf(record).slice(0, 40),
      time: seconds * 1_000,
      outcome: action === 'ACCEPT' ? 'success' : action === 'REJECT' ? 'failure' : 'unknown',
      // AWS writes `unknown` for interfaces that its services made.
      ...(account === undefined || account === 'unknown' ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  observables: (record) => addressesOf(record).map((a) => ['ip', a] as const),
} satisfies Normalizer;
