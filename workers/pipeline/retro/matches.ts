import type { FoundMatch, HuntJob, RetroHuntObject } from '../../../durable-objects/retro-hunt/api.ts';
import type { Finding } from '../../../src/contracts/finding.ts';
import type { HuntMatch } from '../../../src/contracts/retro-hunt.ts';
import { findingsKnown } from '../../../src/storage/main/read/hunts.ts';
import { storeFindings } from '../consume-findings.ts';
import type { Deps } from '../deps.ts';

/** Samples of one chunk; the hunt keeps a thousand of all. */
const SAMPLES = 200;
/** Findings in one go, as the live path has them in a batch: each holds some kilobytes of evidence. */
const STORE_AT_ONCE = 200;

/**
 * What a chunk has found. Findings are made of what was not found before, marked as the hunt's, and put into incidents as they come, so that a
 * rule which matches everything takes no memory; a text's matches are only noted. What the live path or another hunt found stays as it is.
 */
export class Matches {
  readonly found: FoundMatch[] = [];
  /** More was found than the hunt may make findings of */
  overflow = false;
  private waiting = new Map<string, Finding>();
  private readonly deps: Deps;
  private readonly object: Pick<RetroHuntObject, 'grant'>;
  private readonly chunk: number;
  private readonly hunt: HuntJob['hunt'];

  constructor(deps: Deps, object: Pick<RetroHuntObject, 'grant'>, chunk: number, { hunt }: HuntJob) {
    this.deps = deps;
    this.object = object;
    this.chunk = chunk;
    this.hunt = hunt;
  }

  /** Rejects if anything is unreachable; the same chunk again is harmless. */
  async add(findings: readonly Finding[]): Promise<void> {
    for (const f of findings) {
      if (this.hunt.kind === 'text') this.note(f, false, undefined);
      else this.waiting.set(f.id, f);
      if (this.waiting.size >= STORE_AT_ONCE) await this.store();
    }
  }

  async finish(): Promise<void> {
    if (this.waiting.size > 0) await this.store();
  }

  private async store(): Promise<void> {
    const { org, id } = this.hunt;
    const findings = [...this.waiting.values()];
    this.waiting = new Map();
    const known = await findingsKnown(
      this.deps.db,
      org,
      findings.map((f) => f.id),
    );
    const fresh = findings.filter((f) => !known.has(f.id));
    const granted = fresh.length === 0 || this.overflow ? 0 : await this.object.grant(this.chunk, fresh.length);
    const making = fresh.slice(0, granted).map((f): Finding => ({ ...f, retroHunt: id }));
    if (making.length < fresh.length) this.overflow = true;
    if (making.length > 0) await storeFindings(this.deps, org, making);
    const made = new Set(making.map((f) => f.id));
    for (const f of findings) {
      const isThere = made.has(f.id) || known.has(f.id);
      // Perhaps by an attempt before this one.
      this.note(f, made.has(f.id) || known.get(f.id) === id, isThere ? f.id : undefined);
    }
  }

  private note(f: Finding, made: boolean, finding: string | undefined): void {
    const sample = this.found.length < SAMPLES ? { sample: sampleOf(f, finding) } : {};
    this.found.push({ id: f.id, made, ...sample });
  }
}

function sampleOf(f: Finding, finding: string | undefined): HuntMatch {
  const principal = f.entities.find((e) => e.type === 'principal' && e.role === 'actor')?.id;
  return {
    rule: f.rule.id,
    title: f.title,
    eventId: f.eventId,
    time: f.time,
    source: f.source,
    delivery: f.delivery,
    ...(principal === undefined ? {} : { principal: principal.slice(0, 200) }),
    ...(finding === undefined ? {} : { finding }),
  };
}
