import { WorkerEntrypoint } from 'cloudflare:workers';

const content = new Map<string, { readonly revision: number }>();
let down = false;
let asked = 0;

/** A gate that answers what a test gave it. */
export class DetectionContent extends WorkerEntrypoint {
  async content(req: { org: string; revision?: number }) {
    asked++;
    if (down) throw new Error('the gate is down');
    const known = content.get(req.org) ?? { v: 1, org: req.org, revision: 0, rules: [], tunings: [], suppressions: [] };
    return known.revision === req.revision ? 'unchanged' : known;
  }
  async set(org: string, value: { readonly revision: number }) {
    content.set(org, value);
  }
  async setDown(value: boolean) {
    down = value;
  }
  async calls() {
    return asked;
  }
}

export default {};
