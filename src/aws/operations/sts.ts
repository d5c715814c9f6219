import { allText, list, number, secret, struct, text, texts, time, type Operations } from '../shape.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html */
export const STS_VERSION = '2011-06-15';

const credentials = struct({ ...allText('AccessKeyId', 'SecretAccessKey', 'SessionToken'), Expiration: time });

export const stsOperations: Operations = {
  GetCallerIdentity: { input: {}, output: allText('UserId', 'Account', 'Arn') },
  AssumeRole: {
    input: {
      ...allText('RoleArn', 'RoleSessionName', 'Policy', 'ExternalId', 'SerialNumber', 'TokenCode', 'SourceIdentity'),
      PolicyArns: list(struct({ arn: text })),
      DurationSeconds: number,
      Tags: list(struct(allText('Key', 'Value'))),
      TransitiveTagKeys: texts,
    },
    output: {
      Credentials: credentials,
      AssumedRoleUser: struct(allText('AssumedRoleId', 'Arn')),
      PackedPolicySize: number,
      SourceIdentity: text,
    },
  },
  AssumeRoleWithWebIdentity: {
    unsigned: true,
    input: {
      ...allText('RoleArn', 'RoleSessionName'),
      WebIdentityToken: secret,
      ...allText('ProviderId', 'Policy'),
      PolicyArns: list(struct({ arn: text })),
      DurationSeconds: number,
    },
    output: {
      Credentials: credentials,
      ...allText('SubjectFromWebIdentityToken', 'Provider', 'Audience', 'SourceIdentity'),
      AssumedRoleUser: struct(allText('AssumedRoleId', 'Arn')),
      PackedPolicySize: number,
    },
  },
};
