// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Action } from '../action.ts';
import { restartLogging } from './aws/cloudtrail/restart-logging/index.ts';
import { isolateInstance } from './aws/ec2/isolate-instance/index.ts';
import { snapshotVolumes } from './aws/ec2/snapshot-volumes/index.ts';
import { deactivateAccessKey } from './aws/iam/deactivate-access-key/index.ts';
import { throttleToZero } from './aws/lambda/throttle-to-zero/index.ts';
import { blockPublicAccess } from './aws/s3/block-public-access/index.ts';

/** Every action there is. */
export const actions: readonly Action[] = [
  restartLogging,
  isolateInstance,
  snapshotVolumes,
  deactivateAccessKey,
  throttleToZero,
  blockPublicAccess,
];

const byId = new Map(actions.map((a) => [a.id, a]));

/** The action of a registry id, such as `aws.iam.deactivate-access-key`; undefined if there is none. */
export const actionById = (id: string): Action | undefined => byId.get(id);
