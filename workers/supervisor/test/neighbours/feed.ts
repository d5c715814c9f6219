import { WorkerEntrypoint } from 'cloudflare:workers';

interface Item {
  readonly topic: string;
  readonly key: string;
  readonly version: number;
  readonly data: Record<string, unknown>;
}
const told: { org: string; items: Item[] }[] = [];
let failing = 0;

/** A feed that remembers what it was told, call by call, and fails as often as a test asks. */
export class Publish extends WorkerEntrypoint {
  async publish(req: { org: string; items: Item[] }) {
    if (failing > 0) {
      failing--;
      return { ok: false, error: { code: 'unavailable', detail: 'down' } };
    }
    told.push({ org: req.org, items: req.items });
    return { ok: true, value: { seq: told.length } };
  }
  async calls(org: string) {
    return told.filter((t) => t.org === org).map((t) => t.items);
  }
  async fail(times: number) {
    failing = times;
  }
  /** How many of the failures that were asked for are still to come. */
  async left() {
    return failing;
  }
}

export default {};
