import * as z from 'zod';
import { formatCidr, parseCidr, refusalOf } from './cidr.ts';

/** `1111:1111:…/128`: the longest canonical text. */
const CIDR_MOST_CHARS = 43;

/** A block that may be blocked, in its one canonical spelling: two spellings would be two targets of one address. */
export const CidrParam = z
  .string()
  .max(CIDR_MOST_CHARS)
  .superRefine((text, ctx) => {
    const cidr = parseCidr(text);
    const refusal =
      cidr === undefined
        ? 'an IPv4 or IPv6 block with its prefix length, no bit set outside it'
        : formatCidr(cidr) === text
          ? refusalOf(cidr)
          : `write it as ${formatCidr(cidr)}`;
    if (refusal !== undefined) ctx.addIssue({ code: 'custom', message: refusal });
  });
