import * as z from 'zod';
import { AuditBundle, Entry, TreeHead } from '../../src/contracts/ledger.ts';
import { ask, understood, type TypedClient } from './client.ts';

// Strict, for a field that we left out on the way would be missing from the evidence.
const Whole = z.strictObject({ ...AuditBundle.shape, entries: z.array(Entry.strict()), head: TreeHead.strict() });

/** The audit bundle of an incident, with all that Vedette put into it. */
export async function auditBundle(client: TypedClient, incident: string): Promise<AuditBundle> {
  const answer = await ask(client.GET('/incidents/{id}/audit', { params: { path: { id: incident } } }));
  return understood(Whole, answer, 'this audit bundle');
}
