import type { Entity } from '../../../contracts/entity.ts';
import { defined, isAddress } from '../../read.ts';
import { fieldOf } from './fields.ts';

/** `pkt-` addresses are those of the packet, where the others are of the interface that it passed (a NAT gateway's, a pod's node's). */
const ADDRESSES = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'] as const;

/** Each address once. */
export function addressesOf(record: Record<string, unknown>): string[] {
  const found: string[] = [];
  for (const name of ADDRESSES) {
    const address = fieldOf(record, name);
    if (address !== undefined && isAddress(address) && !found.includes(address)) found.push(address);
  }
  return found;
}

const INSTANCE = /^i-[0-9a-f]{8,32}$/;
const GATEWAY = /^tgw-[0-9a-f]{8,32}$/;
const INTERFACE = /^eni-[0-9a-f]{8,32}$/;

/**
 * Both sides are sources, since either may be the attacker's. The instance behind the interface is related and no target: an accepted
 * flow alone does not make it the attacker's, and responders take a target of what succeeded for that.
 */
export function entitiesOf(record: Record<string, unknown>): Entity[] {
  const account = fieldOf(record, 'account-id')?.slice(0, 64);
  const place = {
    account: account === 'unknown' ? undefined : account,
    region: fieldOf(record, 'region')?.slice(0, 64),
  };
  const found: Entity[] = addressesOf(record).map((id) => ({ type: 'ip', id, role: 'source' }));
  const instance = fieldOf(record, 'instance-id');
  const hasInstance = instance !== undefined && INSTANCE.test(instance);
  if (hasInstance) found.push(defined<Entity>({ type: 'instance', id: instance, role: 'related', ...place }));
  const network = fieldOf(record, 'interface-id');
  if (network !== undefined && INTERFACE.test(network))
    found.push(
      defined<Entity>({
        type: 'resource',
        id: network,
        role: hasInstance ? 'related' : 'target',
        ...place,
        of: hasInstance ? instance : undefined,
      }),
    );
  const gateway = fieldOf(record, 'tgw-id');
  if (gateway !== undefined && GATEWAY.test(gateway))
    found.push(defined<Entity>({ type: 'resource', id: gateway, role: 'related', ...place }));
  return found;
}
