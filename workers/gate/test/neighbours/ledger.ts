import { WorkerEntrypoint } from 'cloudflare:workers';
import { EntryInput } from '../../../../src/contracts/ledger.ts';
import type { LedgerAppendApi } from '../../../../src/contracts/rpc.ts';

const entries = new Map<string, EntryInput>();
let down = false;

/** Keeps what it is sent, by id, and can be told to be down. */
export class Append extends WorkerEntrypoint implements LedgerAppendApi {
  async append(req: Parameters<LedgerAppendApi['append']>[0]) {
    if (down) return { ok: false as const, error: { code: 'unavailable' as const, detail: 'down' } };
    for (const e of req.entries.map((x) => EntryInput.parse(x))) entries.set(e.id, e);
    return { ok: true as const, value: { size: entries.size } };
  }
  async entries(): Promise<EntryInput[]> {
    return [...entries.values()];
  }
  async setDown(value: boolean): Promise<void> {
    down = value;
  }
}
export default { fetch: () => new Response('ledger') } satisfies ExportedHandler;
