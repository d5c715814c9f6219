import { expect, test } from 'vitest';
import type { ActionView } from '../../../../src/contracts/incident.ts';
import { heldOf } from './held.ts';

const action = (state: ActionView['state'], leaseUntil?: number): ActionView => ({
  opId: 'op_1',
  action: 'aws.iam.deactivate-access-key',
  target: 'arn',
  proof: 'configured',
  state,
  ...(leaseUntil === undefined ? {} : { leaseUntil }),
});

test('held is what stands in AWS; the lease shown is the one that ends first', () => {
  expect(heldOf([action('held', 900), action('verified', 500), action('released', 100), action('denied')])).toEqual({
    held: 2,
    of: 4,
    until: 500,
  });
});

test('nothing held has no lease', () => {
  expect(heldOf([action('released', 100)])).toEqual({ held: 0, of: 1, until: undefined });
});
