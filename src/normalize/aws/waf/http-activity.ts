import type { OcsfEvent } from '../../../contracts/event.ts';
import type { EventFacts } from '../../types.ts';
import { defined } from '../../read.ts';

/** OCSF HTTP Activity (4002): https://schema.ocsf.io/1.5.0/classes/http_activity */
export const HTTP_ACTIVITY = 4002;
/** Methods → `activity_id`; 99 is any other, 0 none. */
const METHODS: ReadonlyMap<string, number> = new Map([
  ['CONNECT', 1],
  ['DELETE', 2],
  ['GET', 3],
  ['HEAD', 4],
  ['OPTIONS', 5],
  ['POST', 6],
  ['PUT', 7],
  ['TRACE', 8],
  ['PATCH', 9],
]);

export const activityOf = (method: string | undefined): number =>
  method === undefined ? 0 : (METHODS.get(method.toUpperCase()) ?? 99);

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
