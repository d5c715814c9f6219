import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Trail } from '../model.ts';

const NAME = /^[a-zA-Z0-9](?:[._-]?[a-zA-Z0-9])*[._-]?$/;
const ARN = /^arn:aws:cloudtrail:([a-z0-9-]+):([0-9]{12}):trail\/(.+)$/;
/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html */
const TAGGED_MOST = 20;

const isArn = (text: string): boolean => text.startsWith('arn:');
const ownTrails = (call: Call): Trail[] => call.store.list('trail', call.caller.account);

function notFound(call: Call, name: string): ApiError {
  return new ApiError(
    'TrailNotFoundException',
    `Unknown trail: ${name.slice(0, 200)} for the user: ${call.caller.account}`,
  );
}

function checkName(name: string): void {
  if (isArn(name)) {
    if (!ARN.test(name))
      throw new ApiError('CloudTrailARNInvalidException', `The ARN is not valid: ${name.slice(0, 200)}`);
    return;
  }
  if (name.length < 3 || name.length > 128 || !NAME.test(name))
    throw new ApiError(
      'InvalidTrailNameException',
      'Trail name or ARN must have between 3 and 128 characters, and only letters, digits, periods, underscores and dashes.',
    );
}

/** A trail of many regions has a shadow of its name in each of them; one by ARN is known everywhere. */
const seenHere = (call: Call, name: string): Trail | undefined =>
  ownTrails(call).find((t) =>
    isArn(name) ? t.arn === name : t.name === name && (t.multiRegion || t.homeRegion === call.region),
  );

/** The trail that is named, authorized before it is said whether there is one. */
function named(call: Call): Trail {
  const name = call.params.need('Name');
  const trail = seenHere(call, name);
  const arn = isArn(name) ? name : `arn:aws:cloudtrail:${call.region}:${call.caller.account}:trail/${name}`;
  authorize(call, [{ arn: trail?.arn ?? arn }]);
  checkName(name);
  if (!trail) throw notFound(call, name);
  return trail;
}

/** Changes are made at home: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
function changeable(call: Call): Trail {
  const trail = named(call);
  if (trail.homeRegion !== call.region)
    throw new ApiError(
      'InvalidHomeRegionException',
      `Trail ${trail.name} must be updated from its home region: ${trail.homeRegion}`,
    );
  return trail;
}

const put = (call: Call, trail: Trail): void => call.store.put('trail', call.caller.account, trail.arn, trail);

const trailOut = (t: Trail) => ({
  Name: t.name,
  S3BucketName: t.bucket,
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: t.multiRegion,
  HomeRegion: t.homeRegion,
  TrailARN: t.arn,
  LogFileValidationEnabled: false,
  HasCustomEventSelectors: false,
  HasInsightSelectors: false,
  IsOrganizationTrail: false,
});

/** JSON has seconds, with a fraction. */
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
const text = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html */
export const cloudtrail: Handlers = {
  DescribeTrails: (call) => {
    authorize(call);
    const names = call.params.list('trailNameList');
    names.forEach(checkName);
    const shadows = call.params.flag('includeShadowTrails') ?? true;
    const found =
      names.length > 0
        ? names.flatMap((n) => seenHere(call, n) ?? [])
        : ownTrails(call).filter((t) => t.homeRegion === call.region || (shadows && t.multiRegion));
    return { trailList: [...new Set(found)].map(trailOut) };
  },
  GetTrail: (call) => ({ Trail: trailOut(named(call)) }),
  GetTrailStatus: (call) => {
    const t = named(call);
    return {
      IsLogging: t.logging,
      StartLoggingTime: seconds(t.startedAt),
      StopLoggingTime: seconds(t.stoppedAt),
      TimeLoggingStarted: text(t.startedAt),
      TimeLoggingStopped: text(t.stoppedAt),
      LatestDeliveryAttemptTime: '',
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: '',
    };
  },
  StartLogging: (call) => {
    const trail = changeable(call);
    if (!trail.logging) put(call, { ...trail, logging: true, startedAt: call.now });
    return {};
  },
  StopLogging: (call) => {
    const trail = changeable(call);
    if (trail.logging) put(call, { ...trail, logging: false, stoppedAt: call.now });
    return {};
  },
  ListTags: (call) => {
    const arns = call.params.list('ResourceIdList');
    authorize(
      call,
      arns.map((arn) => ({ arn })),
    );
    if (arns.length === 0 || arns.length > TAGGED_MOST)
      throw new ApiError('InvalidParameterException', `ResourceIdList must name 1 to ${TAGGED_MOST} resources`);
    const ResourceTagList = arns.map((arn) => {
      if (!ARN.test(arn))
        throw new ApiError('CloudTrailARNInvalidException', `The ARN is not valid: ${arn.slice(0, 200)}`);
      const trail = ownTrails(call).find((t) => t.arn === arn);
      if (!trail) throw new ApiError('ResourceNotFoundException', `Could not find resource ${arn.slice(0, 200)}`);
      return { ResourceId: arn, TagsList: Object.entries(trail.tags).map(([Key, Value]) => ({ Key, Value })) };
    });
    return { ResourceTagList };
  },
};
