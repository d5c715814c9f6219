import type { Entity } from '../../../contracts/entity.ts';
import { defined, isAddress } from '../../read.ts';
import { partsOfArn } from '../waf/http-activity.ts';
import { fieldOf } from './fields.ts';

/** The longest that an entity may have. */
const ID_MAX_LENGTH = 2_048;
const ACCOUNT = /^[0-9]{12}$/;
const REGION = /^[a-z]{2}(?:-[a-z]{1,8}){1,3}-[0-9]{1,2}$/;

/**
 * The load balancer: its ARN, if the entry names a target group or certificate of ACM, which live in the same account and region.
 * Otherwise the id that AWS wrote, and no account.
 */
export function balancerOf(record: Record<string, unknown>): {
  readonly id: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
} {
  const elb = fieldOf(record, 'elb');
  const arn =
    partsOfArn(fieldOf(record, 'target_group_arn')) ??
    (fieldOf(record, 'chosen_cert_arn')?.includes(':acm:') === true
      ? partsOfArn(fieldOf(record, 'chosen_cert_arn'))
      : undefined);
  if (arn === undefined || !ACCOUNT.test(arn.account) || !REGION.test(arn.region))
    return { id: elb, account: undefined, region: undefined };
  const { partition, region, account } = arn;
  const id =
    elb === undefined || elb.startsWith('arn:')
      ? elb
      : `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${elb}`.slice(0, ID_MAX_LENGTH);
  return { id, account, region };
}

/** The client and the load balancer that it spoke to. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const found: Entity[] = [];
  const client = fieldOf(record, 'client_ip');
  if (client !== undefined && isAddress(client)) found.push({ type: 'ip', id: client, role: 'source' });
  const { id, account, region } = balancerOf(record);
  if (id !== undefined) found.push(defined<Entity>({ type: 'resource', id, role: 'target', account, region }));
  return found;
}
