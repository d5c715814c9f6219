import { WorkerEntrypoint } from 'cloudflare:workers';
import type { DeliveryInput } from '../../../../src/contracts/delivery.ts';

const taken = new Map<string, { org: string; from: string; bytes: number; encoding: string }>();

/** The intake: takes each delivery once, and says what it has of an organisation. */
export class PulledIntake extends WorkerEntrypoint {
  accept(delivery: DeliveryInput) {
    const id = `${delivery.scope.org} ${delivery.senderId}`;
    const duplicate = taken.has(id);
    if (!duplicate)
      taken.set(id, {
        org: delivery.scope.org,
        from: delivery.facts?.['from'] ?? '',
        bytes: delivery.body.byteLength,
        encoding: delivery.encoding ?? '',
      });
    return { ok: true, value: { delivery: 'dlv_1', acceptedAt: Date.now(), duplicate } };
  }
  taken(org: string) {
    return [...taken.values()].filter((t) => t.org === org);
  }
}

export default { fetch: () => new Response(null, { status: 404 }) };
