import type * as z from 'zod';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';

/** A value by its schema, or a `malformed` failure that names the first field and what is wrong with it. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): Result<z.infer<S>, Failure> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const field = `/${(issue?.path ?? []).map(String).join('/')}`;
  return err(failure('malformed', `${field}: ${issue?.message ?? 'is not as expected'}`.slice(0, 500), { field }));
}
