import { z } from '@hono/zod-openapi';
import type { FailureCode } from '../kit/errors.ts';

export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string() as z.ZodType<FailureCode>,
    detail: z.string(),
    field: z.string().optional(),
  })
  .openapi('Problem');

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

/** Answers that every signed-in route may give. */
export const PROBLEMS = {
  400: problem('Malformed: `field` names where'),
  401: problem('No or wrong API key'),
  403: problem('The role does not suffice'),
  404: problem('Not found'),
  409: problem('Conflict with the current state'),
  429: problem('Too fast; see Retry-After'),
} as const;

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 200;
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
  // The longest cursor holds an entity's id.
  cursor: z.string().max(4000).optional(),
});

/** A page: `next` is the cursor of the following one, absent on the last. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

export const IdParam = (name: string) =>
  z.object({
    id: z
      .string()
      .regex(/^[a-z]+_[a-z0-9-]{1,64}$/, 'an id reads prefix_text')
      .openapi({ param: { name, in: 'path' } }),
  });

export const KeyIdParam = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'a key id is 16 hex digits')
    .openapi({ param: { name: 'id', in: 'path' } }),
});

export const PolicyIdParam = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'a policy id is lower-case words')
    .openapi({ param: { name: 'id', in: 'path' } }),
});

export const PolicyVersionParam = z.object({
  id: z
    .string()
    .regex(/^[1-9][0-9]{0,8}-[0-9a-f]{12}$/, 'a version reads 12-0123456789ab')
    .openapi({ param: { name: 'id', in: 'path' } }),
});

/** `a,b,c` in a query, each one of a few words. */
export const listOf = <T extends z.ZodType<unknown, string>>(item: T, max: number) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(max));

/** Epoch milliseconds in a query. */
export const MillisQuery = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

/** OCSF severity_id in a query. */
export const SeverityQuery = z
  .string()
  .regex(/^[1-5]$/, 'a severity is 1 to 5')
  .transform(Number);

export const BooleanQuery = z.enum(['true', 'false']).transform((t) => t === 'true');

/** `type:id` of an entity in a query; ids hold colons themselves. */
export const EntityQuery = z
  .string()
  .max(2100)
  .regex(/^[a-z_]{1,32}:[^]+$/, 'an entity reads type:id')
  .transform((text) => {
    const at = text.indexOf(':');
    return { type: text.slice(0, at), id: text.slice(at + 1) };
  });
