import { z } from '@hono/zod-openapi';

/** Options as `navigator.credentials` takes them, in their JSON form (WebAuthn L3 §5.1.10), and the ceremony they belong to. */
export const CeremonyView = z.object({ ceremony: z.string(), options: z.unknown() }).openapi('Ceremony');

/** What the browser's authenticator answered, in its JSON form; the gate verifies it. */
export const CeremonyAnswer = z.object({
  ceremony: z.string().min(1).max(100),
  response: z.record(z.string(), z.unknown()),
});
