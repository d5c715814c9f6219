import { text } from '../../read.ts';

/** A field's text; undefined where AWS wrote a dash, as it does for nothing. */
export function fieldOf(record: Record<string, unknown>, name: string): string | undefined {
  const value = text(record, name);
  return value === '-' ? undefined : value;
}

/** A field that is a whole number. */
export function wholeOf(record: Record<string, unknown>, name: string): number | undefined {
  const value = text(record, name);
  return value !== undefined && /^[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}
