import { WorkerEntrypoint } from 'cloudflare:workers';

export class DeadLetters extends WorkerEntrypoint {
  async replay() {
    return { ok: true, value: { replayed: true } };
  }
}

export default {};
