import * as z from 'zod';
import type { PasskeyView } from '../../contracts/sign-in.ts';
import type { ApproverKeyRow } from '../../storage/authority/approver-keys.ts';
import type { PasskeyRow } from '../../storage/authority/passkeys.ts';
import { standing } from '../signed-proof.ts';

const Transports = z.array(z.string());

/** How a passkey is reached, as its row keeps it: a hint for the browser, checked by nobody. */
export const transportsOf = (p: Pick<PasskeyRow, 'transports'>): string[] => Transports.parse(JSON.parse(p.transports));

export function passkeyView(p: PasskeyRow, key: ApproverKeyRow | undefined): PasskeyView {
  return {
    id: p.id,
    name: p.name,
    credential: p.credential,
    backedUp: p.backedUp,
    createdAt: p.createdAt,
    lastUsedAt: p.lastUsedAt,
    approver: key ? standing(key) : null,
    approverKeyId: key?.keyId ?? null,
  };
}
