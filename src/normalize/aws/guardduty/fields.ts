import { own } from '../../read.ts';

const TEXT_MAX = 2_000;

/** GuardDuty writes `AccountId` in its API and `accountId` in its events: either is read. */
export function get(from: unknown, ...path: readonly string[]): unknown {
  let value = from;
  for (const name of path) value = own(value, name) ?? own(value, name.charAt(0).toUpperCase() + name.slice(1));
  return value;
}

export function textOf(from: unknown, ...path: readonly string[]): string | undefined {
  const value = get(from, ...path);
  return typeof value === 'string' && value !== '' ? value.slice(0, TEXT_MAX) : undefined;
}

/** A list at a path, its first `most`. */
export function listOf(most: number, from: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = get(from, ...path);
  return Array.isArray(value) ? (value as unknown[]).slice(0, most) : [];
}
