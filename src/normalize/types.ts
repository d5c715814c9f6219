import type { Entity } from '../contracts/entity.ts';
import type { EventTraits, OcsfEvent } from '../contracts/event.ts';
import type { Observable } from '../contracts/delivery.ts';
import type { Result } from '../kit/result.ts';

/** The few facts that every event needs at once; the rest is derived only for events that matter. */
export interface EventFacts {
  /** The sender's event id, or a digest of the record where it has none. */
  readonly uid: string;
  readonly time: number;
  readonly account?: string;
  readonly region?: string;
  readonly operation?: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
}

/** A finding that the sender itself made (GuardDuty, Security Hub). */
export interface VendorVerdict {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: number;
  readonly confidence: number;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
}

/** An extension point: one a record format. Pure; never throws on any JSON object. */
export interface Normalizer {
  /** The record format = `Finding.source` */
  readonly format: string;
  /** Sigma logsource that rules select it by. */
  readonly logsource: { readonly product: string; readonly service: string };
  /**
   * True for formats whose records do not say whose they are (Kubernetes audit, Falco): an event then belongs to the source's one
   * account, as its key proves; if it has several, to none.
   */
  readonly accountFromKey?: boolean;
  facts(record: Record<string, unknown>): Result<EventFacts, string>;
  entities(record: Record<string, unknown>): Entity[];
  toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent;
  /** Raw observables for indicator match: [type, value]. */
  observables(record: Record<string, unknown>): readonly (readonly [Observable['type'], string])[];
  /** Where it is missing, nothing is learnt of what is usual from records of this format. Runs for every event. */
  traits?(record: Record<string, unknown>): EventTraits;
  verdict?(record: Record<string, unknown>): VendorVerdict | undefined;
}
