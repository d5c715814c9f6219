import type { EvidenceRef, InspectorReport } from '../../contracts/agents.ts';
import { entityKey, type Entity } from '../../contracts/entity.ts';
import { canonicalJson, type Json } from '../../kit/canonical.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { utf8 } from '../../kit/bytes.ts';
import { deterministicId } from '../../kit/ids.ts';
import { clean } from '../text.ts';

const FACTS_MAX = 64;
const LIMITS_MAX = 16;
const DISCOVERED_MAX = 64;
const EVIDENCE_MAX = 64;
const LINE_MAX = 300;
/** An answer of AWS is some KB; more than this is not evidence but a listing. */
const EVIDENCE_MAX_BYTES = 1024 * 1024;

export interface EvidenceStore {
  /** Keeps an object under its key; the same key holds the same bytes, so that a repeat is harmless. */
  put(key: string, text: string): Promise<void>;
}

/** What an inspection gathers, each list within the limits of its contract. */
export class Notes {
  readonly evidence: EvidenceRef[] = [];
  readonly facts: string[] = [];
  readonly discovered: Entity[] = [];
  readonly limits: string[] = [];
  private readonly known: Set<string>;
  private readonly store: EvidenceStore;
  private readonly place: { readonly org: string; readonly incident: string };

  constructor(store: EvidenceStore, place: { org: string; incident: string }, known: readonly Entity[]) {
    this.store = store;
    this.place = place;
    this.known = new Set(known.map(entityKey));
  }

  fact(text: string): void {
    if (this.facts.length < FACTS_MAX) this.facts.push(clean(text, LINE_MAX));
  }

  limit(text: string): void {
    const line = clean(text, LINE_MAX);
    if (this.limits.length < LIMITS_MAX && !this.limits.includes(line)) this.limits.push(line);
  }

  /** Keeps what no finding names and what was not discovered before; one thing may belong to several (`of`). */
  discover(e: Entity): void {
    const key = e.of === undefined ? entityKey(e) : `${entityKey(e)} of ${e.of}`;
    if (this.known.has(key) || this.discovered.length >= DISCOVERED_MAX) return;
    this.known.add(key);
    this.discovered.push(e);
  }

  /** Stores what AWS said, named by its digest; without the time, so that the same answer is the same object. */
  async keep(kind: string, body: { readonly [key: string]: Json }, at: number): Promise<void> {
    const text = canonicalJson({ v: 1, kind, ...body });
    const bytes = utf8(text).byteLength;
    if (bytes > EVIDENCE_MAX_BYTES || this.evidence.length >= EVIDENCE_MAX)
      return this.limit(`Evidence of ${kind} was not stored: there is too much of it.`);
    const digest = sha256Hex(text);
    const key = `evidence/${this.place.org}/${this.place.incident}/${digest}.json`;
    await this.store.put(key, text);
    const id = deterministicId('evd', this.place.org, this.place.incident, digest);
    if (!this.evidence.some((e) => e.id === id)) this.evidence.push({ id, kind, key, digest, bytes, at });
  }

  toReport(graph: Pick<InspectorReport, 'nodes' | 'edges'>): InspectorReport {
    return {
      ...graph,
      evidence: this.evidence,
      facts: this.facts,
      discovered: this.discovered,
      limits: this.limits,
    };
  }
}
