/** Expected failures are values; exceptions are bugs. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const err = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });

/** Marks a branch that the type system proves unreachable; throws if data from an older version gets there. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${String(value)}`);
}
