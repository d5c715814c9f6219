import type { DetectionContent } from '../../src/contracts/detections.ts';
import type { DetectionContentApi } from '../../src/contracts/rpc.ts';
import type { Engine } from '../../src/detect/types.ts';
import { NO_CONTENT, organisationRules, type OrganisationRules } from '../../src/detect/tuning/organisation.ts';

/** The gate is asked again after this long: a change is in force within it, and half a minute at the most. */
const CHECK_MS = 10_000;
/** Organisations whose rules one isolate keeps compiled, and what their own texts may unfold to together: about half its memory. */
const KEEP = 50;
const KEEP_MAX_PARTS = 80_000;

interface Kept {
  readonly content: DetectionContent | undefined;
  readonly rules: OrganisationRules;
  readonly checkedAt: number;
}

/** Tells the operator what does not work: ids and our own words. */
export type Complain = (event: string, detail: Readonly<Record<string, string | number>>) => void;

/**
 * What organisations detect, kept in an isolate and asked of the gate every ten seconds at most. While the gate does not answer,
 * what is kept goes on, and without any what ships: events are never held back for it.
 */
export class DetectionContents {
  private readonly kept = new Map<string, Kept>();
  private readonly shipped: () => Engine;
  private readonly complain: Complain;

  constructor(shipped: () => Engine, complain: Complain) {
    this.shipped = shipped;
    this.complain = complain;
  }

  /** The rules in force and, if the gate ever answered, what they were made of. */
  async of(
    gate: DetectionContentApi,
    org: string,
    now: number,
  ): Promise<{ readonly rules: OrganisationRules; readonly content: DetectionContent | undefined }> {
    const known = this.kept.get(org);
    if (known !== undefined && now - known.checkedAt < CHECK_MS) return known;
    const next = { ...(await this.ask(gate, org, known)), checkedAt: now };
    // Deleted first, so that the one forgotten is the one asked about longest ago.
    this.kept.delete(org);
    let parts = next.rules.parts ?? 0;
    for (const { rules } of this.kept.values()) parts += rules.parts ?? 0;
    for (const [oldest, { rules }] of this.kept) {
      if (this.kept.size < KEEP && parts <= KEEP_MAX_PARTS) break;
      this.kept.delete(oldest);
      parts -= rules.parts ?? 0;
    }
    this.kept.set(org, next);
    return next;
  }

  private async ask(gate: DetectionContentApi, org: string, known: Kept | undefined): Promise<Omit<Kept, 'checkedAt'>> {
    try {
      const revision = known?.content?.revision;
      const content = await gate.content({ v: 1, org, ...(revision === undefined ? {} : { revision }) });
      if (content === 'unchanged') return known ?? this.asShipped();
      const rules = organisationRules(this.shipped(), content);
      for (const { id } of rules.broken)
        this.complain('detection_content_broken', { org, id, revision: content.revision });
      return { content, rules };
    } catch {
      this.complain('detection_content_unreachable', { org });
      return known ?? this.asShipped();
    }
  }

  private asShipped(): Omit<Kept, 'checkedAt'> {
    return { content: undefined, rules: organisationRules(this.shipped(), NO_CONTENT) };
  }
}
