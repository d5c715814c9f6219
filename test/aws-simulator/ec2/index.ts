import type { Handlers } from '../call.ts';
import { instances } from './instances.ts';
import { interfaces } from './interfaces.ts';
import { networkAcls } from './network-acls.ts';
import { securityGroups } from './security-groups.ts';
import { snapshots } from './snapshots.ts';
import { tags } from './tags.ts';
import { volumes } from './volumes.ts';
import { vpcs } from './vpcs.ts';

export const ec2: Handlers = {
  ...instances,
  ...interfaces,
  ...securityGroups,
  ...networkAcls,
  ...vpcs,
  ...tags,
  ...volumes,
  ...snapshots,
};
