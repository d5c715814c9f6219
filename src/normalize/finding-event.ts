import type { OcsfEvent } from '../contracts/event.ts';
import { defined, OCSF_VERSION } from './read.ts';
import type { EventFacts } from './types.ts';

/** OCSF Detection Finding (2004): https://schema.ocsf.io/1.5.0/classes/detection_finding */
const DETECTION_FINDING = 2004;
const CREATE = 1;
const UPDATE = 2;
const CLOSE = 3;

export interface VendorFinding {
  readonly product: string;
  /** AWS unless said */
  readonly vendor?: string;
  /** `AWS`, `GCP`, `Azure`; AWS unless said; null where it is of no cloud. */
  readonly cloud?: string | null;
  readonly uid: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly types: readonly string[];
  readonly severityId: number;
  readonly state: 'new' | 'updated' | 'closed';
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
  readonly resources: readonly { readonly uid: string; readonly type?: string }[];
  readonly unmapped: Readonly<Record<string, unknown>>;
}

/** A sender's own finding as OCSF. */
export function findingEvent(f: VendorFinding, facts: EventFacts): OcsfEvent {
  const activity = f.state === 'new' ? CREATE : f.state === 'closed' ? CLOSE : UPDATE;
  return {
    class_uid: DETECTION_FINDING,
    category_uid: 2,
    activity_id: activity,
    type_uid: DETECTION_FINDING * 100 + activity,
    severity_id: f.severityId,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: f.product, vendor_name: f.vendor ?? 'AWS' },
      ...(f.cloud === null ? {} : { profiles: ['cloud'] }),
    },
    ...(f.cloud === null
      ? {}
      : {
          cloud: defined<NonNullable<OcsfEvent['cloud']>>({
            provider: f.cloud ?? 'AWS',
            region: facts.region,
            account: facts.account === undefined ? undefined : { uid: facts.account },
          }),
        }),
    finding_info: defined<NonNullable<OcsfEvent['finding_info']>>({
      uid: f.uid,
      title: f.title,
      desc: f.description,
      types: f.types,
      first_seen_time: f.firstSeen,
      last_seen_time: f.lastSeen,
    }),
    resources: f.resources,
    unmapped: f.unmapped,
  };
}
