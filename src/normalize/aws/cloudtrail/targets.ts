import { parseArn } from '../../../aws/arn.ts';
import { isFields, list, own, text } from '../../read.ts';

/** A request parameter, and what stands before its value in the ARN of what it names. */
type Parameter = readonly [name: string, prefix: string];

interface Service {
  /** As in ARNs; else its endpoint's first part */
  readonly arn?: string;
  readonly global?: true;
  readonly parameters: readonly Parameter[];
}

/**
 * What calls act upon, of services that have no code of their own here. Forms of ARNs:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SERVICES: Readonly<Record<string, Service>> = {
  iam: {
    global: true,
    parameters: [
      ['policyArn', 'policy/'],
      ['groupName', 'group/'],
      ['instanceProfileName', 'instance-profile/'],
      ['sAMLProviderArn', 'saml-provider/'],
      ['openIDConnectProviderArn', 'oidc-provider/'],
    ],
  },
  ec2: {
    parameters: [
      ['volumeId', 'volume/'],
      ['snapshotId', 'snapshot/'],
      ['imageId', 'image/'],
      ['vpcId', 'vpc/'],
      ['subnetId', 'subnet/'],
      ['networkAclId', 'network-acl/'],
      ['routeTableId', 'route-table/'],
      ['internetGatewayId', 'internet-gateway/'],
      ['keyName', 'key-pair/'],
    ],
  },
  rds: {
    parameters: [
      ['dBInstanceIdentifier', 'db:'],
      ['dBClusterIdentifier', 'cluster:'],
      ['dBSnapshotIdentifier', 'snapshot:'],
      ['dBClusterSnapshotIdentifier', 'cluster-snapshot:'],
    ],
  },
  kms: { parameters: [['keyId', 'key/']] },
  secretsmanager: { parameters: [['secretId', 'secret:']] },
  dynamodb: { parameters: [['tableName', 'table/']] },
  guardduty: { parameters: [['detectorId', 'detector/']] },
  ecr: { parameters: [['repositoryName', 'repository/']] },
  ecs: { parameters: [['cluster', 'cluster/']] },
  eks: {
    parameters: [
      ['name', 'cluster/'],
      // Who is let in.
      ['principalArn', ''],
    ],
  },
  sns: { parameters: [['topicArn', '']] },
  sqs: { parameters: [['queueUrl', '']] },
  logs: {
    parameters: [
      ['logGroupName', 'log-group:'],
      ['destinationName', 'destination:'],
    ],
  },
  monitoring: { arn: 'cloudwatch', parameters: [['alarmNames', 'alarm:']] },
  events: {
    parameters: [
      ['name', 'rule/'],
      ['rule', 'rule/'],
    ],
  },
  config: { parameters: [['configurationRecorderName', 'configuration-recorder/']] },
  cloudformation: { parameters: [['stackName', 'stack/']] },
  codebuild: {
    parameters: [
      ['projectName', 'project/'],
      ['name', 'project/'],
    ],
  },
  'cognito-idp': { parameters: [['userPoolId', 'userpool/']] },
  'access-analyzer': { parameters: [['analyzerName', 'analyzer/']] },
  backup: { parameters: [['backupVaultName', 'backup-vault:']] },
  elasticfilesystem: { parameters: [['fileSystemId', 'file-system/']] },
  redshift: { parameters: [['clusterIdentifier', 'cluster:']] },
  route53: { global: true, parameters: [['hostedZoneId', 'hostedzone/']] },
  states: { parameters: [['stateMachineArn', '']] },
  wafv2: { parameters: [['aRN', '']] },
};

const NAME_MAX = 512;
const MOST = 8;

export interface NamedTarget {
  readonly service: string;
  /** What follows the account in its ARN */
  readonly path: string;
  /** Where the request names it by ARN */
  readonly arn?: string;
  readonly global: boolean;
}

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME` is whose ARN: `arn:aws:sqs:REGION:ACCOUNT:NAME` */
const QUEUE = /^https:\/\/sqs\.([a-z0-9-]{1,32})\.amazonaws\.com(\.cn)?\/([0-9]{12})\/([\w.-]{1,80})$/;

function target(service: string, prefix: string, value: string, global: boolean): NamedTarget | undefined {
  if (value === '' || value.length > NAME_MAX || value.startsWith('-')) return undefined;
  if (value.startsWith('arn:')) return { service, path: '', arn: value, global };
  const queue = QUEUE.exec(value);
  if (queue !== null) {
    const [, region, china, account, name] = queue;
    return { service, path: '', arn: `arn:aws${china ? '-cn' : ''}:sqs:${region}:${account}:${name}`, global };
  }
  if (prefix === '') return undefined;
  return { service, path: value.startsWith('alias/') ? value : `${prefix}${value}`, global };
}

/** Parameters and documents of Systems Manager are both named by `name`. */
function ofSystemsManager(record: Record<string, unknown>): readonly Parameter[] {
  const call = text(record, 'eventName') ?? '';
  const name = text(record, 'requestParameters', 'name') ?? '';
  return [
    ['documentName', 'document/'],
    ...(call.includes('Parameter') ? [['name', name.startsWith('/') ? 'parameter' : 'parameter/'] as const] : []),
    ...(call.includes('Document') ? [['name', 'document/'] as const] : []),
  ];
}

/** What a request's parameters name, as far as the service is known here. */
export function namedTargets(source: string, record: Record<string, unknown>): NamedTarget[] {
  const endpoint = source.slice(0, source.indexOf('.'));
  const known = Object.hasOwn(SERVICES, endpoint) ? SERVICES[endpoint] : undefined;
  const parameters = endpoint === 'ssm' ? ofSystemsManager(record) : (known?.parameters ?? []);
  const request = own(record, 'requestParameters');
  const found: NamedTarget[] = [];
  for (const [name, prefix] of parameters) {
    const value = text(request, name);
    for (const one of value === undefined ? list(request, name).slice(0, MOST) : [value]) {
      const named =
        typeof one === 'string' ? target(known?.arn ?? endpoint, prefix, one, known?.global === true) : undefined;
      if (named !== undefined) found.push(named);
    }
  }
  return found.length === 0 ? ownArns(known?.arn ?? endpoint, record) : found.slice(0, MOST);
}

/** Parameters of a call that are looked through for ARNs. */
const PARAMETERS_MAX = 40;

/**
 * ARNs of the service itself among what was asked for and what was answered, under any name, for calls of which nothing else is known.
 * Those of other services are what a call uses: the role that is passed, the topic that is told.
 */
function ownArns(service: string, record: Record<string, unknown>): NamedTarget[] {
  const found: NamedTarget[] = [];
  for (const from of [own(record, 'requestParameters'), own(record, 'responseElements')]) {
    if (!isFields(from) || found.length > 0) continue;
    for (const value of Object.values(from).slice(0, PARAMETERS_MAX))
      if (typeof value === 'string' && value.length <= NAME_MAX && parseArn(value)?.service === service)
        found.push({ service, path: '', arn: value, global: false });
  }
  return found.slice(0, MOST);
}
