import { text } from '../../read.ts';

/** A field's text; undefined where AWS wrote a dash, as it does for nothing. */
export function fieldOf(record: Record<string, unknown>, name: string): string | undefined {
  const value = text(record, name);
  return value === '-' ? undefined : value;
}

/** A whole number such as a port, a size, a status. */
export function wholeOf(record: Record<string, unknown>, name: string): number | undefined {
  const value = text(record, name);
  return value !== undefined && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Connection logs tell of the handshake only and have no answer. */
export const isConnection = (record: Record<string, unknown>): boolean =>
  text(record, 'elb_status_code') === undefined && text(record, 'listener_port') !== undefined;
