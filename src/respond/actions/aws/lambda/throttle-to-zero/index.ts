import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { probeFunction } from './probe.ts';
import { functionArn, readFunction, stateOf } from './read.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  /** Without a version or alias: concurrency belongs to the function as a whole. */
  functionName: z.string().regex(/^[\w-]{1,64}$/, 'the name of a Lambda function'),
});

export const throttleToZero = {
  id: 'aws.lambda.throttle-to-zero',
  title: 'Throttle a function to zero',
  description:
    'Reserves no concurrent executions for a Lambda function, so that every invocation of any version or alias is refused until release.',
  params,
  risk: 'disruptive',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 14 * DAY_MS },
  mitigations: ['M1038', 'M1042'],
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    'https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'function') return [];
    const name = /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?([\w-]+)(?::[\w$-]+)?$/.exec(entity.id);
    const parsed = params.safeParse({ functionName: name?.[1] });
    return parsed.success ? [parsed.data] : [];
  },
  target: (p, place) => functionArn(place, p.functionName),
  locks: (p, place) => [functionArn(place, p.functionName)],
  readPermissions: (p, place) => [
    { actions: ['lambda:GetFunctionConcurrency', 'lambda:ListTags'], resources: [functionArn(place, p.functionName)] },
    // Listing mappings knows no resources.
    { actions: ['lambda:ListEventSourceMappings'], resources: ['*'] },
  ],
  read: readFunction,
  material: (snapshot) =>
    snapshot.exists ? { exists: true, reservedConcurrency: stateOf(snapshot).reserved } : { exists: false },
  expected: (preImage) => (preImage.exists ? { exists: true, reservedConcurrency: 0 } : { exists: false }),
  notes: (preImage) => {
    const { sources } = stateOf(preImage);
    return [
      'Invocations that are under way go on to their end, 15 minutes at most.',
      'Asynchronous events are retried for up to six hours and then lost or sent to the dead-letter queue: a longer hold loses them.',
      ...(sources.length > 0
        ? [
            `${sources.length} queues or streams that it polls pile up meanwhile, and records past their retention are lost.`,
          ]
        : []),
    ];
  },
  steps,
  revert,
  probe: probeFunction,
} satisfies Action<typeof params>;
