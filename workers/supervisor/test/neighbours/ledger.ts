import { WorkerEntrypoint } from 'cloudflare:workers';
import type { EntryInput } from '../../../../src/contracts/ledger.ts';

const lines: EntryInput[] = [];

/** A ledger that remembers what it took. It takes nothing of incidents named `inc_noledger…`. */
export class Append extends WorkerEntrypoint {
  async append(req: { entries: EntryInput[] }) {
    if (req.entries.some((e) => e.chain.startsWith('inc_noledger')))
      return { ok: false, error: { code: 'unavailable', detail: 'down' } };
    lines.push(...req.entries);
    return { ok: true, value: { size: lines.length } };
  }
  async linesOf(chain: string) {
    return lines.filter((l) => l.chain === chain);
  }
}

export default {};
