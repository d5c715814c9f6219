import { z } from '@hono/zod-openapi';

/** Options as `navigator.credentials` takes them, in their JSON form (WebAuthn L3 §5.1.10), and the ceremony they belong to. */
export const CeremonyView = z.object({ ceremony: z.string(), options: z.unknown() }).openapi('Ceremony');

/** Twice what `toJSON()` of a credential with all its extensions makes. */
const ANSWER_MAX_DEPTH = 8;

/** Nesting costs two bytes a level, and the call to the gate a stack frame: ten thousand bytes would end it. */
const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((v) => isShallow(v, levels - 1)));

/** What the browser's authenticator answered, in its JSON form; the gate verifies it. */
export const CeremonyAnswer = z.object({
  ceremony: z.string().min(1).max(100),
  response: z
    .record(z.string(), z.unknown())
    .refine((r) => isShallow(r, ANSWER_MAX_DEPTH), 'No authenticator nests its answer like this.'),
});
