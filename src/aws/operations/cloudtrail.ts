import { allText, boolean, list, struct, text, texts, time, type Operations } from '../shape.ts';

/**
 * What AWS's SDKs send. The reference's examples have a package before it, `com.amazonaws.cloudtrail.v20131101.`; CloudTrail
 * takes both. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/Welcome.html
 */
export const CLOUDTRAIL_TARGET = 'CloudTrail_20131101';

const trail = struct({
  ...allText(
    'Name',
    'S3BucketName',
    'S3KeyPrefix',
    'SnsTopicName',
    'SnsTopicARN',
    'HomeRegion',
    'TrailARN',
    'CloudWatchLogsLogGroupArn',
    'CloudWatchLogsRoleArn',
    'KmsKeyId',
  ),
  IncludeGlobalServiceEvents: boolean,
  IsMultiRegionTrail: boolean,
  LogFileValidationEnabled: boolean,
  HasCustomEventSelectors: boolean,
  HasInsightSelectors: boolean,
  IsOrganizationTrail: boolean,
});

/** `Name` is a name or an ARN. */
const name = allText('Name');

export const cloudtrailOperations: Operations = {
  DescribeTrails: { input: { trailNameList: texts, includeShadowTrails: boolean }, output: { trailList: list(trail) } },
  GetTrail: { input: name, output: { Trail: trail } },
  GetTrailStatus: {
    input: name,
    output: {
      IsLogging: boolean,
      ...allText(
        'LatestDeliveryError',
        'LatestNotificationError',
        'LatestCloudWatchLogsDeliveryError',
        'LatestDigestDeliveryError',
        'LatestDeliveryAttemptTime',
        'LatestDeliveryAttemptSucceeded',
        'TimeLoggingStarted',
        'TimeLoggingStopped',
      ),
      LatestDeliveryTime: time,
      LatestNotificationTime: time,
      StartLoggingTime: time,
      StopLoggingTime: time,
      LatestCloudWatchLogsDeliveryTime: time,
      LatestDigestDeliveryTime: time,
    },
  },
  StartLogging: { input: name, output: {} },
  StopLogging: { input: name, output: {} },
  ListTags: {
    input: { ResourceIdList: texts, NextToken: text },
    output: {
      ResourceTagList: list(struct({ ResourceId: text, TagsList: list(struct(allText('Key', 'Value'))) })),
      NextToken: text,
    },
  },
};
