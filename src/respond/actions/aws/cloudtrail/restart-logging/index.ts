import * as z from 'zod';
import { parseArn } from '../../../../../aws/arn.ts';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { probeTrail } from './probe.ts';
import { readTrail, stateOf } from './read.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  /** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
  trailArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]{0,20}:cloudtrail:[a-z0-9-]{1,32}:[0-9]{12}:trail\/[A-Za-z0-9][\w.-]{1,126}[A-Za-z0-9]$/,
      'the ARN of a trail',
    ),
});

export const restartLogging = {
  id: 'aws.cloudtrail.restart-logging',
  title: 'Start a trail’s logging again',
  description:
    'Starts the logging of a CloudTrail trail that was stopped, and watches while held that it is not stopped again. Release leaves it logging.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1029', 'M1047'],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'trail') return [];
    const parsed = params.safeParse({ trailArn: entity.id });
    if (!parsed.success) return [];
    // An organisation's trail belongs to its management account: only there can it be started.
    const { account, region } = parseArn(parsed.data.trailArn) ?? {};
    const here = entity.account === undefined || entity.account === account;
    return here && (entity.region === undefined || entity.region === region) ? [parsed.data] : [];
  },
  target: (p) => p.trailArn,
  locks: (p) => [p.trailArn],
  readPermissions: (p) => [
    { actions: ['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus', 'cloudtrail:ListTags'], resources: [p.trailArn] },
  ],
  read: readTrail,
  material: (snapshot) => (snapshot.exists ? { exists: true, logging: stateOf(snapshot).logging } : { exists: false }),
  expected: (preImage) => (preImage.exists ? { exists: true, logging: true } : { exists: false }),
  restored: (preImage) => (preImage.exists ? { exists: true, logging: true } : { exists: false }),
  notes: (preImage) => {
    const s = stateOf(preImage);
    return [
      'Release does not stop the logging again: Vedette only stops watching it. To turn it off is for a person to do.',
      'What happened while it was off is not recorded by this trail; the event history of the console keeps management events for 90 days.',
      'Event selectors and the bucket are left as they are: look whether the attacker changed those too.',
      ...(s.deliveryError === '' ? [] : [`Its last delivery failed: ${s.deliveryError}`]),
      ...(s.logging ? ['The trail is logging already.'] : []),
    ];
  },
  steps,
  revert,
  probe: probeTrail,
} satisfies Action<typeof params>;
