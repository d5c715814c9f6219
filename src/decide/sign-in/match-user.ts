import * as z from 'zod';
import type { Role } from '../../contracts/common.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

/** RFC 5321 §4.5.3.1.3 less the angle brackets. */
const EMAIL_CHARS = 254;
const NAME_CHARS = 100;

/** An address as users are matched by it: lower case. ASCII alone, so that no look-alike lowers to somebody else's. */
export const Email = z
  .email()
  .max(EMAIL_CHARS)
  .transform((text) => text.toLowerCase());

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

/** A display name out of a claim that anybody may have written: one line, bounded; the address where nothing is left. */
export function displayName(claim: unknown, email: string): string {
  const text = typeof claim === 'string' ? claim : '';
  const plain = text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME_CHARS);
  return plain === '' ? email.slice(0, NAME_CHARS) : plain;
}

export interface Visitor {
  /** As {@link Email} has it */
  readonly email: string;
  readonly name: string;
}

/** Said of an unknown address and of a disabled user alike: who may not come in learns nothing of who may. */
const STRANGER = failure(
  'forbidden',
  'your address is not let into this organisation: ask one of its admins to add or to enable you',
);

/**
 * The user of an organisation that a provider vouches for, by address; made with the provider's role for newcomers, if it
 * has one. Errors: `forbidden` (unknown where newcomers are not taken, or disabled).
 */
export async function matchUser(
  deps: GateDeps,
  provider: { readonly id: string; readonly org: string; readonly newUserRole: Role | null },
  visitor: Visitor,
): Promise<Result<{ user: string }, Failure>> {
  const { org, newUserRole: role } = provider;
  const { people } = deps.store;
  const known = await people.userByEmail(org, visitor.email);
  if (known) return known.disabledAt === null ? ok({ user: known.id }) : err(STRANGER);
  if (role === null) return err(STRANGER);
  const at = deps.now();
  const id = newId('usr', at);
  const body = { user: id, role, provider: provider.id };
  try {
    await commitWithEntry(
      deps,
      org,
      [people.createUser(org, { id, name: visitor.name, email: visitor.email, role, createdAt: at })],
      [entry(org, { chain: ORG_CHAIN, type: 'user.created', actor: 'worker:gate', at, body })],
    );
  } catch (cause) {
    // Another tab of the same person was faster: addresses are unique.
    const made = await people.userByEmail(org, visitor.email);
    if (!made) throw cause;
    return made.disabledAt === null ? ok({ user: made.id }) : err(STRANGER);
  }
  return ok({ user: id });
}
