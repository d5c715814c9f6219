import type { Entity } from '../../../contracts/entity.ts';
import { defined, isAddress, text } from '../../read.ts';
import { partsOfArn } from './http-activity.ts';

/** The longest that an entity may have. */
const ID_MAX_LENGTH = 2_048;
const ACCOUNT = /^[0-9]{12}$/;
/** Web ACLs of CloudFront are written as of this region, where their API is. */
const GLOBAL = 'us-east-1';

/** Whose the web ACL is, by its ARN; the classic WAF wrote a bare id, which says nothing. */
export function ownerOf(record: Record<string, unknown>): {
  readonly account: string | undefined;
  readonly region: string | undefined;
} {
  const arn = partsOfArn(text(record, 'webaclId'));
  return {
    account: arn !== undefined && ACCOUNT.test(arn.account) ? arn.account : undefined,
    region: arn === undefined ? undefined : arn.region === '' ? GLOBAL : arn.region,
  };
}

function writtenOut(record: Record<string, unknown>): string | undefined {
  const id = text(record, 'httpSourceId');
  if (id === undefined || id === '-') return undefined;
  const arn = partsOfArn(text(record, 'webaclId'));
  if (arn === undefined || id.startsWith('arn:')) return id;
  const dash = id.indexOf('-');
  const account = dash === -1 ? arn.account : id.slice(0, dash);
  const name = text(record, 'httpSourceName');
  if (name === 'ALB' && id.startsWith('app/', dash + 1) && ACCOUNT.test(account))
    return `arn:${arn.partition}:elasticloadbalancing:${arn.region}:${account}:loadbalancer/${id.slice(dash + 1)}`;
  return name === 'CF' ? `arn:${arn.partition}:cloudfront::${arn.account}:distribution/${id}` : id;
}

/**
 * What the web ACL guards, as an ARN where its parts are known: a load balancer comes as `<account>-app/<name>/<id>`, a
 * distribution by its id. Anything else keeps the id that AWS wrote.
 */
export const guardedOf = (record: Record<string, unknown>): string | undefined =>
  writtenOut(record)?.slice(0, ID_MAX_LENGTH);

/** The client, what it spoke to, and the web ACL between them. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const { account, region } = ownerOf(record);
  const found: Entity[] = [];
  const client = text(record, 'httpRequest', 'clientIp');
  if (client !== undefined && isAddress(client)) found.push({ type: 'ip', id: client, role: 'source' });
  const resource = (id: string | undefined, role: Entity['role']): void => {
    if (id !== undefined)
      found.push(
        defined<Entity>({
          type: 'resource',
          id,
          role,
          account: account?.slice(0, 64),
          region: region?.slice(0, 64),
        }),
      );
  };
  resource(guardedOf(record), 'target');
  resource(text(record, 'webaclId'), 'related');
  return found;
}
