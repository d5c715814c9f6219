import type { Entity } from '../../../contracts/entity.ts';
import { defined, text } from '../../read.ts';
import { clientOf, domainOf } from './query.ts';

const INSTANCE = /^i-[0-9a-f]{8,32}$/;

/** Who asked, from which machine, and for what. The machine is related: that it asked does not make it somebody's target. */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const place = {
    account: text(record, 'account_id')?.slice(0, 64),
    region: text(record, 'region')?.slice(0, 64),
  };
  const found: Entity[] = [];
  const client = clientOf(record);
  if (client !== undefined) found.push({ type: 'ip', id: client, role: 'source' });
  const instance = text(record, 'srcids', 'instance');
  if (instance !== undefined && INSTANCE.test(instance))
    found.push(defined<Entity>({ type: 'instance', id: instance, role: 'related', ...place }));
  const endpoint = text(record, 'srcids', 'resolver_endpoint');
  if (endpoint !== undefined)
    found.push(defined<Entity>({ type: 'resource', id: endpoint, role: 'related', ...place }));
  const domain = domainOf(record);
  if (domain !== undefined) found.push({ type: 'domain', id: domain, role: 'related' });
  return found;
}
