import type { OcsfEvent } from '../contracts/event.ts';
import { kindOf } from './ocsf-parts.ts';
import { defined, OCSF_VERSION } from './read.ts';
import type { EventFacts } from './types.ts';

/** Activities of the classes of findings: https://schema.ocsf.io/1.5.0/classes/finding */
export const FINDING_ACTIVITY = { create: 1, update: 2, close: 3 } as const;

/** What every event of an AWS service has: class and type, metadata and cloud. */
export function awsEvent(
  facts: EventFacts,
  kind: {
    readonly classUid: number;
    readonly activity: number;
    /** The sender's word for an activity that is none of the class's */
    readonly word?: string;
    readonly severityId: number;
    readonly product: string;
  },
): Pick<
  OcsfEvent,
  | 'class_uid'
  | 'category_uid'
  | 'activity_id'
  | 'activity_name'
  | 'type_uid'
  | 'severity_id'
  | 'time'
  | 'metadata'
  | 'cloud'
> {
  return {
    ...kindOf(kind.classUid, kind.activity, kind.word),
    severity_id: kind.severityId,
    time: facts.time,
    metadata: {
      uid: facts.uid,
      version: OCSF_VERSION,
      product: { name: kind.product, vendor_name: 'AWS' },
      profiles: ['cloud'],
    },
    cloud: defined<NonNullable<OcsfEvent['cloud']>>({
      provider: 'AWS',
      region: facts.region,
      account: facts.account === undefined ? undefined : { uid: facts.account },
    }),
  };
}

/** The facts that are the same for all findings of a service: state by state, in account and region as far as they are known. */
export const findingFacts = (
  uid: string,
  time: number,
  account: string | undefined,
  region: string | undefined,
): EventFacts => ({
  uid,
  time,
  outcome: 'unknown',
  ...(account === undefined ? {} : { account: account.slice(0, 64) }),
  ...(region === undefined ? {} : { region: region.slice(0, 64) }),
});
