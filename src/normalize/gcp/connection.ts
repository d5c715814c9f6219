import { isAddress, own, text } from '../read.ts';

/** The connection that flow logs and firewall rule logs tell of. */

/** Whole numbers stand as numbers or, where they are 64 bits wide, as text. */
export function whole(from: unknown, name: string): number | undefined {
  const value = own(from, name);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}

export type Side = 'src' | 'dest';
export const SIDES: readonly Side[] = ['src', 'dest'];
export const payloadOf = (record: Record<string, unknown>): unknown => own(record, 'jsonPayload');

export function addressOf(record: Record<string, unknown>, side: Side): string | undefined {
  const address = text(payloadOf(record), 'connection', `${side}_ip`);
  return address !== undefined && isAddress(address) ? address : undefined;
}
