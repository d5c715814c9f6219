// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { Action } from '../action.ts';
import { restartLogging } from './aws/cloudtrail/restart-logging/index.ts';
import { denyAddress } from './aws/ec2/deny-address/index.ts';
import { isolateInstance } from './aws/ec2/isolate-instance/index.ts';
import { snapshotVolumes } from './aws/ec2/snapshot-volumes/index.ts';
import { deactivateAccessKey } from './aws/iam/deactivate-access-key/index.ts';
import { disableConsoleSignIn } from './aws/iam/disable-console-sign-in/index.ts';
import { revertTrustPolicy } from './aws/iam/revert-trust-policy/index.ts';
import { throttleToZero } from './aws/lambda/throttle-to-zero/index.ts';
import { blockPublicAccess } from './aws/s3/block-public-access/index.ts';
import { blockAddress } from './aws/wafv2/block-address/index.ts';

/** Every action there is. */
export const actions: readonly Action[] = [
  restartLogging,
  denyAddress,
  isolateInstance,
  snapshotVolumes,
  deactivateAccessKey,
  disableConsoleSignIn,
  revertTrustPolicy,
  throttleToZero,
  blockPublicAccess,
  blockAddress,
];

const byId = new Map(actions.map((a) => [a.id, a]));

/** The action of a registry id, such as `aws.iam.deactivate-access-key`; undefined if there is none. */
export const actionById = (id: string): Action | undefined => byId.get(id);
