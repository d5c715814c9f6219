import { bundledEngine } from '../../src/detect/bundled.ts';
import { splitInParts } from '../../src/ingest/split-delivery.ts';
import { normalizers } from '../../src/normalize/registry.ts';
import { bundledCountries } from './countries.ts';
import type { Stages } from './process-delivery.ts';

/** The stages as this Worker wires them; rules are compiled at the first event, not while an isolate starts to take deliveries. */
export const stages: Stages = {
  split: splitInParts,
  normalizers,
  get engine() {
    return bundledEngine();
  },
  get countries() {
    return bundledCountries();
  },
};
