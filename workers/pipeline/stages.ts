import type { Stages } from './process-delivery.ts';

/** The stages as this Worker wires them. */
export const stages: Stages = {
  split: () => ({ ok: false, error: { code: 'unprocessable', detail: 'no source is wired yet' } }),
  normalizers: {},
  engine: { rules: [], match: () => [] },
};
