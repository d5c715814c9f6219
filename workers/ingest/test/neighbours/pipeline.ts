import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RefusalReport } from '../../../../src/contracts/rpc-sources.ts';
import type { DeliveryInput } from '../../../../src/contracts/delivery.ts';

let accepted: DeliveryInput[] = [];
let reports: RefusalReport[] = [];
let answer: 'ok' | 'throws' | 'unavailable' = 'ok';

/** An intake that only remembers, and fails when a test asks it to. */
export class Intake extends WorkerEntrypoint {
  accept(delivery: DeliveryInput) {
    if (answer === 'throws') throw new Error('the pipeline is away');
    if (answer === 'unavailable') return { ok: false, error: { code: 'unavailable', detail: 'full' } };
    accepted.push(delivery);
    return { ok: true, value: { delivery: 'dlv_1', acceptedAt: 1, duplicate: false } };
  }
  refused(report: RefusalReport) {
    reports.push(report);
    return { ok: true, value: { counted: 1 } };
  }
  /** For tests only. */
  reports() {
    return reports;
  }
  /** For tests only. */
  accepted() {
    return accepted;
  }
  /** For tests only. */
  reset(next: 'ok' | 'throws' | 'unavailable' = 'ok') {
    accepted = [];
    reports = [];
    answer = next;
  }
}
export default { fetch: () => new Response(null, { status: 404 }) };
