import type { ApiError } from '../../api/problem.ts';

type Wrong = Pick<ApiError, 'field' | 'detail'> | undefined;

const within = (field: string, pointer: string): boolean => field === pointer || field.startsWith(`${pointer}/`);

/** What the server says is wrong with the field at a JSON pointer (RFC 6901), or with a part of it; undefined if nothing. */
export const faultAt = (wrong: Wrong, pointer: string): string | undefined =>
  wrong?.field !== undefined && within(wrong.field, pointer) ? wrong.detail : undefined;

/**
 * What is wrong with none of the fields that the form shows: with the whole, or with something that has no field here. Without
 * it a form would refuse to be sent and not say why.
 */
export const faultElsewhere = (wrong: Wrong, shown: Iterable<string>): string | undefined =>
  wrong === undefined || (wrong.field !== undefined && [...shown].some((pointer) => within(wrong.field!, pointer)))
    ? undefined
    : wrong.detail;
