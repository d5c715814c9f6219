import { WorkerEntrypoint } from 'cloudflare:workers';

export class Append extends WorkerEntrypoint {
  async append(req: { entries: unknown[] }) {
    return { ok: true, value: { size: req.entries.length } };
  }
}

export default {};
