import { WorkerEntrypoint } from 'cloudflare:workers';
import { grantsFor } from '../grants.ts';

let lookups = 0;
const used: string[] = [];

/** A gate that knows the sources of the tests and counts how often it is asked. */
export class SourceKeys extends WorkerEntrypoint {
  lookup(req: { source: string }) {
    lookups++;
    if (req.source === 'src_outage') throw new Error('the gate is away');
    return grantsFor(req.source);
  }
  used(req: { source: string; key: string }) {
    used.push(`${req.source} ${req.key}`);
    return { ok: true, value: { kept: true } };
  }
  /** For tests only. */
  usedKeys() {
    return used;
  }
  lookups() {
    return lookups;
  }
}
export default { fetch: () => new Response(null, { status: 404 }) };
