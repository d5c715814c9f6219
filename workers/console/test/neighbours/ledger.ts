import { WorkerEntrypoint } from 'cloudflare:workers';

export class Export extends WorkerEntrypoint {
  async bundle() {
    return { ok: false, error: { code: 'not_found', detail: 'There is no such chain.' } };
  }
  async head() {
    return { ok: false, error: { code: 'not_found', detail: 'Nothing is in the ledger yet.' } };
  }
  async publicKeys() {
    return { '0123456789abcdef': 'a'.repeat(64) };
  }
}

export default {};
