import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsClient, AwsService } from '../../src/aws/types.ts';
import type { Json } from '../../src/kit/canonical.ts';
import { list, text } from '../../src/respond/answer.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import type { DemoAws } from './aws.ts';

type Answer = { readonly [key: string]: Json };

/** An image id for servers that want one to exist; set by `VEDETTE_DEMO_IMAGE_ID`. */
const DEFAULT_IMAGE = 'ami-12c6146b';

async function call(
  client: AwsClient,
  service: AwsService,
  operation: string,
  region: string,
  params: { [key: string]: Json },
): Promise<Answer | undefined> {
  const answer = await client.send({ service, operation, region, params });
  if (answer.ok) return answer.value;
  if (answer.error.kind === 'conflict' || answer.error.code === 'EntityAlreadyExists') return undefined;
  throw new CliError(
    `${service}:${operation} was refused by the AWS-compatible server: ${answer.error.code} ${answer.error.message}`,
  );
}

interface Recorded {
  readonly userIdentity?: {
    readonly accessKeyId?: string;
    readonly userName?: string;
    readonly type?: string;
    readonly accountId?: string;
  };
  readonly recipientAccountId?: string;
  readonly awsRegion?: string;
  readonly eventName?: string;
  readonly errorCode?: string;
  readonly responseElements?: {
    readonly accessKey?: { readonly accessKeyId?: string; readonly userName?: string };
    readonly instancesSet?: { readonly items?: readonly { readonly instanceId?: string }[] };
  } | null;
}

/** The users with their keys, and the instances with their regions, that records speak of. */
function castOf(records: readonly Recorded[]): {
  keys: Map<string, string>;
  instances: Map<string, string>;
  account: string;
} {
  const keys = new Map<string, string>();
  const instances = new Map<string, string>();
  let account = '';
  for (const r of records) {
    account ||= r.recipientAccountId ?? '';
    const id = r.userIdentity;
    if (id?.type === 'IAMUser' && id.accessKeyId?.startsWith('AKIA') === true && id.userName !== undefined)
      keys.set(id.accessKeyId, id.userName);
    const made = r.responseElements?.accessKey;
    if (made?.accessKeyId !== undefined && made.userName !== undefined) keys.set(made.accessKeyId, made.userName);
    for (const item of r.responseElements?.instancesSet?.items ?? []) {
      if (r.eventName === 'RunInstances' && item.instanceId !== undefined)
        instances.set(item.instanceId, r.awsRegion ?? 'us-east-1');
    }
  }
  return { keys, instances, account };
}

/**
 * An AWS-compatible server that is not ours: what the records speak of is made there by ordinary API calls, and the
 * records are rewritten to its ids. Needs `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; `VEDETTE_WRITE_ROLE_ARN` and
 * `VEDETTE_READ_ROLE_ARN` name the roles to assume, if there are any.
 */
export async function startForeignAws(endpoint: string, lines: readonly string[]): Promise<DemoAws> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new CliError(
      'AWS_ENDPOINT_URL is set; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for that server too, or unset it for the simulator.',
      EXIT.usage,
    );
  }
  const client = createAwsClient({
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    endpoint,
  });
  const identity = await call(client, 'sts', 'GetCallerIdentity', 'us-east-1', {});
  const account = text(identity, 'Account');
  const cast = castOf(lines.map((l) => JSON.parse(l) as Recorded));
  const renamed = new Map<string, string>([[cast.account, account]]);
  for (const user of new Set(cast.keys.values()))
    await call(client, 'iam', 'CreateUser', 'us-east-1', { UserName: user });
  for (const [recorded, user] of cast.keys) {
    const made = await call(client, 'iam', 'CreateAccessKey', 'us-east-1', { UserName: user });
    renamed.set(recorded, text(made?.['AccessKey'], 'AccessKeyId'));
  }
  for (const [recorded, region] of cast.instances) {
    const ImageId = process.env['VEDETTE_DEMO_IMAGE_ID'] ?? DEFAULT_IMAGE;
    const made = await call(client, 'ec2', 'RunInstances', region, {
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
    renamed.set(recorded, text(list(made, 'Instances')[0], 'InstanceId'));
  }
  const rewrite = (line: string): string =>
    [...renamed].reduce((text, [from, to]) => (from === '' || to === '' ? text : text.replaceAll(from, to)), line);
  const { VEDETTE_WRITE_ROLE_ARN: writeRoleArn, VEDETTE_READ_ROLE_ARN: readRoleArn } = process.env;
  return {
    endpoint,
    description: `${endpoint}, account ${account}: made ${cast.keys.size} access keys and ${cast.instances.size} instances there`,
    accounts: [
      {
        account,
        name: 'demo',
        environment: 'development',
        regions: [...new Set(['us-east-1', ...cast.instances.values()])],
        accessKeyId,
        secretAccessKey,
        ...(writeRoleArn === undefined ? {} : { writeRoleArn }),
        ...(readRoleArn === undefined ? {} : { readRoleArn }),
      },
    ],
    lines: lines.map(rewrite),
    counts: () => Promise.resolve({ calls: null, rejected: null }),
    effects: () => Promise.resolve([]),
    stop: () => Promise.resolve(),
  };
}
