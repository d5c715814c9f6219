import type { Statement } from '../../storage/authority/db.ts';
import type { GateDeps } from '../deps.ts';
import { enrolledEntries, keyEntryBody, keyOfPasskey } from './enrolled.ts';

/**
 * For somebody who may approve from now on: statements, for the transaction that gives the role, by which each passkey that
 * they have becomes an approver's key too, pending until one vouches (or the organisation's first).
 */
export async function keysOfPasskeys(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  p: { readonly user: string; readonly actor: string; readonly at: number },
): Promise<Statement[]> {
  const { store } = deps;
  const [passkeys, keys] = await Promise.all([
    store.passkeys.ofUser(org, p.user),
    store.approverKeys.ofUser(org, p.user),
  ]);
  return passkeys
    .filter((passkey) => !keys.some((k) => k.credential === passkey.credential))
    .flatMap((passkey) => {
      const key = keyOfPasskey(passkey, { enrolledBy: p.actor, at: p.at });
      return [
        store.approverKeys.enrol(org, key),
        ...enrolledEntries(store, org, { actor: p.actor, at: p.at, body: keyEntryBody(key), voucher: null }),
      ];
    });
}
