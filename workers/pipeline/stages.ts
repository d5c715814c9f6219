import { bundledEngine } from '../../src/detect/bundled.ts';
import { splitDelivery } from '../../src/ingest/split-delivery.ts';
import { normalizers } from '../../src/normalize/registry.ts';
import type { Stages } from './process-delivery.ts';

const stop = { id: 'x', title: 'Trail stopped', level: 'high' as const, status: 'test', techniques: ['T1562.008'], tactics: ['defense-evasion'], description: '', falsePositives: [], logsource: {} };

/** The stages as this Worker wires them; rules are compiled at the first event, not while an isolate starts to take deliveries. */
export const stages: Stages = {
  split: splitDelivery,
  normalizers,
  get engine() {
    const real = bundledEngine();
    return real.rules.length > 0 ? real : { rules: [stop], match: (_l, r) => (r['eventName'] === 'StopLogging' ? [stop] : []) };
  },
};
