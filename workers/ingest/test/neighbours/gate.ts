import { WorkerEntrypoint } from 'cloudflare:workers';
import { grantsFor } from '../grants.ts';

let lookups = 0;

/** A gate that knows the sources of the tests and counts how often it is asked. */
export class SourceKeys extends WorkerEntrypoint {
  lookup(req: { source: string }) {
    lookups++;
    if (req.source === 'src_outage') throw new Error('the gate is away');
    return grantsFor(req.source);
  }
  /** For tests only. */
  lookups() {
    return lookups;
  }
}
export default { fetch: () => new Response(null, { status: 404 }) };
