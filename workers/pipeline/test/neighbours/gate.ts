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

interface Watched {
  readonly id: string;
  readonly org: string;
}
let watched: Watched[] = [];
let pages = 500;

/** A gate that has the sources which a test gave it. */
export class SourceRhythms extends WorkerEntrypoint {
  async watched(req: { after?: string }) {
    if (down) throw new Error('the gate is down');
    const rest = watched.filter((s) => s.id > (req.after ?? '')).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const sources = rest.slice(0, pages);
    return { sources, ...(rest.length > pages ? { next: sources.at(-1)!.id } : {}) };
  }
  async set(sources: Watched[], pageSize = 500) {
    watched = sources;
    pages = pageSize;
  }
}

export default {};
