import { expect, it } from 'vitest';
import type { PermitPayload } from '../../contracts/custody.ts';
import { forwardUntil, LEASE_GRACE_MS } from './forward-window.ts';

const op = (opId: string, onDrift?: 'ask' | 'reapply'): PermitPayload['ops'][number] => ({
  opId,
  action: 'a',
  target: 't',
  specDigest: 'd',
  preImageDigest: 'd',
  leaseMs: 86_400_000,
  ...(onDrift ? { onDrift } : {}),
});
const permit = { issuedAt: 1_000, expiresAt: 3_600_000, ops: [op('op_1'), op('op_2', 'ask'), op('op_3', 'reapply')] };

it('forward steps end with the permit, but for operations that are applied again when they drift', () => {
  expect(forwardUntil(permit, 'op_1')).toBe(permit.expiresAt);
  expect(forwardUntil(permit, 'op_2')).toBe(permit.expiresAt);
  expect(forwardUntil(permit, 'op_3')).toBe(1_000 + 86_400_000 + LEASE_GRACE_MS);
  expect(forwardUntil(permit, 'op_unknown')).toBe(permit.expiresAt);
});

it('a short lease does not shorten the permit', () => {
  const short = { ...permit, ops: [{ ...op('op_3', 'reapply'), leaseMs: 1 }], issuedAt: 0, expiresAt: 7_200_000 };
  expect(forwardUntil(short, 'op_3')).toBe(7_200_000);
});
