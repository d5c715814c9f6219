import type { OcsfEvent } from '../../../contracts/event.ts';
import type { EventFacts } from '../../types.ts';
import { defined } from '../../read.ts';

/** Where in AWS an event belongs. */
export const awsCloud = (facts: EventFacts): NonNullable<OcsfEvent['cloud']> =>
  defined<NonNullable<OcsfEvent['cloud']>>({
    provider: 'AWS',
    region: facts.region,
    account: facts.account === undefined ? undefined : { uid: facts.account },
  });

/** An ARN's partition, region and account; undefined if it is none. */
export function partsOfArn(
  arn: string | undefined,
): { readonly partition: string; readonly region: string; readonly account: string } | undefined {
  if (arn?.startsWith('arn:') !== true) return undefined;
  const [, partition, , region, account] = arn.split(':', 5);
  return partition === undefined || region === undefined || account === undefined
    ? undefined
    : { partition, region, account };
}
