import * as z from 'zod';
import { Millis } from './common.ts';

const Reason = z.string().min(3, 'say why, in three characters at least').max(500);

/** `POST /protections`: nothing that a pattern covers is ever acted on; `*` stands for any text. */
export const ProtectionInput = z.object({
  pattern: z
    .string()
    .min(3)
    .max(500)
    // Bound by what an ARN, an id or an address is written in, so that a pattern always shows as what it is.
    .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces, such as arn:aws:iam::*:role/break-glass'),
  reason: Reason,
});
export type ProtectionInput = z.infer<typeof ProtectionInput>;

/** `DELETE /protections/{id}` and the kill switch: why. */
export const WhyInput = z.object({ reason: Reason });
export type WhyInput = z.infer<typeof WhyInput>;

/** `POST /keyless/everywhere` */
export const EverywhereInput = WhyInput.extend({ wanted: z.enum(['stop', 'resume']) });

export const ProtectionView = z.object({
  /** First 16 hex digits of the SHA-256 of the pattern */
  id: z.string(),
  pattern: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: Millis,
});
export type ProtectionView = z.infer<typeof ProtectionView>;

/** Keyless access of an organisation: what its AWS side must trust, and whether it is stopped. */
export const KeylessView = z.object({
  /** The `iss` of tokens; null while this installation is no issuer */
  issuer: z.string().nullable(),
  audience: z.string(),
  /** Accounts that use it */
  accounts: z.array(z.string()),
  stopped: z
    .object({
      scope: z.enum(['organisation', 'installation']),
      reason: z.string(),
      by: z.string(),
      at: Millis,
    })
    .nullable(),
});
export type KeylessView = z.infer<typeof KeylessView>;

/** What the trust policies of an account's two roles must say, to the letter. */
export const KeylessTrust = z.object({
  issuer: z.string(),
  audience: z.string(),
  subjects: z.object({ read: z.string(), write: z.string() }),
});
export type KeylessTrust = z.infer<typeof KeylessTrust>;
