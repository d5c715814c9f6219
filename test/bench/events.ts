/*
 * CloudTrail records of the bench's own making, each with an id of its own, about as long as real ones (1.2 KB).
 */
const ACCOUNT = '111122223333';

const filler = (n: number): string => `arn:aws:iam::${ACCOUNT}:role/service-role/background-worker-${n % 40}`;

/** A record that no rule cares for. */
export function quietEvent(n: number, run: string): string {
  return JSON.stringify({
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE${n % 40}:worker`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/background-worker-${n % 40}/worker`,
      accountId: ACCOUNT,
      accessKeyId: `ASIAEXAMPLE${String(n % 40).padStart(9, '0')}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROAEXAMPLE${n % 40}`,
          arn: filler(n),
          accountId: ACCOUNT,
          userName: `background-worker-${n % 40}`,
        },
        attributes: { creationDate: new Date().toISOString(), mfaAuthenticated: 'false' },
      },
    },
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'dynamodb.amazonaws.com',
    eventName: n % 2 === 0 ? 'DescribeTable' : 'ListTagsOfResource',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${n % 250}`,
    userAgent: 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#arm64 api/dynamodb#1.34.4',
    requestParameters: {
      tableName: `orders-${n % 7}`,
      resourceArn: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders-${n % 7}`,
    },
    responseElements: null,
    requestID: `${run}-request-${n}`,
    eventID: `${run}-${n}`,
    readOnly: true,
    resources: [
      {
        accountId: ACCOUNT,
        type: 'AWS::DynamoDB::Table',
        ARN: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders-${n % 7}`,
      },
    ],
    eventType: 'AwsApiCall',
    apiVersion: '2012-08-10',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'dynamodb.eu-central-1.amazonaws.com',
    },
  });
}

/** A record that opens an incident of its own: a trail is stopped by a role session that no other record has. */
export function alertEvent(n: number, run: string): string {
  const role = `operator-${run}-${n}`;
  return JSON.stringify({
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA${run}${n}:session`.toUpperCase(),
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
      accountId: ACCOUNT,
      accessKeyId: `ASIAEXAMPLE${run}${String(n).padStart(6, '0')}`.toUpperCase(),
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROA${run}${n}`.toUpperCase(),
          arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
          accountId: ACCOUNT,
          userName: role,
        },
        attributes: { creationDate: new Date().toISOString(), mfaAuthenticated: 'false' },
      },
    },
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.77',
    userAgent: 'aws-cli/2.17.0',
    requestParameters: { name: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/trail-${run}-${n}` },
    responseElements: null,
    requestID: `${run}-alert-request-${n}`,
    eventID: `alert-${run}-${n}`,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  });
}
