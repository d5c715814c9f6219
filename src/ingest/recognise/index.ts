import type { Collector } from '../collect.ts';
import { isObject, type Obj } from '../read-json.ts';
import { aws, awsEnvelopes } from './aws.ts';
import { albEnvelopes } from './aws-alb.ts';
import { awsLogs } from './aws-logs.ts';
import { awsNotices } from './aws-notices.ts';
import { awsS3 } from './aws-s3.ts';
import { azure, azureEnvelopes } from './azure.ts';
import { cloudflare, cloudflareEnvelopes } from './cloudflare.ts';
import { github, githubEnvelopes } from './github.ts';
import { google, googleEnvelopes } from './google.ts';
import { kubernetes, kubernetesEnvelopes } from './kubernetes.ts';
import { ocsf, ocsfEnvelopes } from './ocsf.ts';
import { okta, oktaEnvelopes } from './okta.ts';
import { prometheus, prometheusEnvelopes } from './prometheus.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

/** In the order in which they are asked: the busiest first. */
const RECOGNISERS: readonly Recogniser[] = [
  ...awsS3,
  ...aws,
  ...awsLogs,
  ...awsNotices,
  ...kubernetes,
  ...google,
  ...azure,
  ...okta,
  ...github,
  ...cloudflare,
  ...prometheus,
  ...ocsf,
];
const ENVELOPES: readonly Envelope[] = [
  // Okta's log stream comes in events of EventBridge: before AWS's own.
  ...oktaEnvelopes,
  ...awsEnvelopes,
  ...albEnvelopes,
  ...kubernetesEnvelopes,
  ...googleEnvelopes,
  ...azureEnvelopes,
  ...githubEnvelopes,
  ...cloudflareEnvelopes,
  ...prometheusEnvelopes,
  ...ocsfEnvelopes,
];
/** An envelope in an envelope in an envelope: an SNS message of an EventBridge event of a finding. No honest sender nests deeper. */
const MAX_ENVELOPES = 4;

/** Which record format an object is, by the fields that the format always has; undefined if none. */
export const formatOf = (value: Obj): string | undefined => RECOGNISERS.find((r) => r.is(value))?.format;

interface AddOptions {
  /** Format of an object that is none that we know; without it such an object is bad. */
  readonly otherwise?: string;
  /** What such an object becomes. */
  readonly wrap?: (value: Obj) => Obj;
  /** What stands in the way of an unknown one, for its sender. */
  readonly expected?: string;
}

/** Puts a value where it belongs: a record of a known format, or what the envelopes around it hold. */
export function addRecord(
  into: Collector,
  value: unknown,
  at: () => string,
  options: AddOptions = {},
  nested = 0,
): void {
  if (into.full) return;
  if (!isObject(value)) return into.reject(at(), 'a record is not a JSON object');
  const format = formatOf(value);
  if (format !== undefined) return into.add(format, value, at);
  const envelope = nested < MAX_ENVELOPES ? ENVELOPES.find((e) => e.is(value)) : undefined;
  if (!envelope) {
    if (options.otherwise !== undefined) return into.add(options.otherwise, options.wrap?.(value) ?? value, at);
    return into.reject(at(), options.expected ?? 'a record of no format that is known here');
  }
  const opened = envelope.open(value);
  if (typeof opened === 'string') return into.reject(at(), opened);
  for (const inner of opened) {
    if (into.full) return;
    const place = () => `${at()}${inner.at}`;
    if (inner.format === undefined) addRecord(into, inner.value, place, options, nested + 1);
    else if (isObject(inner.value)) into.add(inner.format, inner.value, place);
    else into.reject(place(), 'a record is not a JSON object');
  }
}
