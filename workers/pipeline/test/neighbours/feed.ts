import { WorkerEntrypoint } from 'cloudflare:workers';

const told: unknown[] = [];

/** Remembers what it was told. */
export class Publish extends WorkerEntrypoint {
  publish(req: { items: unknown[] }) {
    told.push(...req.items);
    return { ok: true, value: { seq: told.length } };
  }
  told(): unknown[] {
    return told;
  }
}

export default {};
