import { sha256Hex } from '../../../src/kit/crypto.ts';

/** The `n`-th address that a subnet gives out; the first four and the last are AWS's own. */
export function addressIn(cidr: string, n: number): string {
  const [base = '10.0.0.0'] = cidr.split('/');
  const parts = base.split('.').map(Number);
  const value = parts.reduce((sum, p) => sum * 256 + p, 0) + 4 + n;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** A locally administered hardware address, always the same for an interface. */
export const macOf = (id: string): string => `02:${(sha256Hex(id).slice(0, 10).match(/../g) ?? []).join(':')}`;
