import { verifyBundle, type BundleVerdict } from '../../../../src/audit/verify.ts';
import type { AuditBundle } from '../../../../src/contracts/ledger.ts';
import { api, path, under } from '../../api/client.ts';

export interface Verified {
  readonly verdict: BundleVerdict;
  readonly bundle: AuditBundle;
  readonly keys: Readonly<Record<string, string>>;
}

/** Fetches the audit bundle of an incident and verifies it here, with the verifier that the command line runs. */
export async function verifyHere(incident: string): Promise<Verified> {
  // One after the other: the bundle's seal is the newest head, its key among the keys that are asked for then.
  const bundle = await api.get(path('/incidents/{id}/audit', { id: incident })).then(under<AuditBundle>);
  const keys = await api.get('/audit/keys');
  return { verdict: await verifyBundle(bundle, keys), bundle, keys };
}
