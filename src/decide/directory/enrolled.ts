import { fromBase64 } from '../../kit/bytes.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import type { Statement } from '../../storage/authority/db.ts';
import type { ApproverKeyRow } from '../../storage/authority/approver-keys.ts';
import type { PasskeyRow } from '../../storage/authority/passkeys.ts';
import type { GateDeps } from '../deps.ts';
import { entry, ORG_CHAIN } from '../record.ts';
import type { CarriedVouch } from '../sign-in/issue-session.ts';

type KeyFacts = Pick<ApproverKeyRow, 'keyId' | 'kind' | 'user' | 'name' | 'publicKey' | 'credential'>;

/** What the ledger keeps of an approver key: enough to verify by it what it approved. */
export const keyEntryBody = ({ keyId, kind, user, name, publicKey, credential }: KeyFacts) => ({
  keyId,
  kind,
  user,
  name,
  publicKey,
  credential,
});

/** An approver key's row out of a passkey's: named by its credential, and verified by its COSE key. */
export const keyOfPasskey = (
  p: Pick<PasskeyRow, 'user' | 'name' | 'publicKey' | 'credential'>,
  by: { readonly enrolledBy: string; readonly at: number },
) => ({
  keyId: sha256Hex(fromBase64(p.credential) ?? new Uint8Array()).slice(0, 16),
  kind: 'passkey' as const,
  user: p.user,
  name: p.name,
  publicKey: p.publicKey,
  credential: p.credential,
  enrolledBy: by.enrolledBy,
  createdAt: by.at,
});

/**
 * The ledger entry of an approver key that the same transaction adds. Whether it is active, and by whom, is known only there:
 * one entry is prepared for each way it may turn out, and the one that came true is written.
 */
export function enrolledEntries(
  store: GateDeps['store'],
  org: string,
  e: {
    readonly actor: string;
    readonly at: number;
    readonly body: ReturnType<typeof keyEntryBody>;
    readonly voucher: CarriedVouch | null;
  },
): Statement[] {
  const { keyId } = e.body;
  const outcomes: { by: string | null; more: Record<string, string> }[] = [
    { by: 'first', more: { status: 'active', vouchedBy: 'first' } },
    { by: null, more: { status: 'pending' } },
  ];
  if (e.voucher)
    outcomes.push({
      by: e.voucher.actor,
      more: { status: 'active', vouchedBy: e.voucher.actor, vouchedWith: e.voucher.keyId },
    });
  return outcomes.map(({ by, more }) =>
    store.journal.add(
      org,
      entry(org, {
        chain: ORG_CHAIN,
        type: 'approver_key.enrolled',
        actor: e.actor,
        at: e.at,
        once: [keyId],
        body: { ...e.body, ...more },
      }),
      store.approverKeys.ifVouchedBy(org, keyId, by),
    ),
  );
}
