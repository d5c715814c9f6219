import { createAwsClient } from '../../src/aws/client.ts';
import { text } from '../../src/respond/answer.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import type { DemoAws } from './aws.ts';
import { ForeignCast } from './foreign-cast.ts';

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
 * records are rewritten to its ids. Needs `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` of an administrator (with
 * `AWS_SESSION_TOKEN`, Vedette gets a user of its own there for the time); `VEDETTE_WRITE_ROLE_ARN` and
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
      ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }),
    },
    endpoint,
  });
  const cast = new ForeignCast(client, accessKeyId);
  const account = text(await cast.need('sts', 'GetCallerIdentity'), 'Account');
  const told = castOf(lines.map((l) => JSON.parse(l) as Recorded));
  const renamed = new Map<string, string>([[told.account, account]]);
  for (const user of new Set(told.keys.values())) await cast.user(user);
  for (const [recorded, user] of told.keys) renamed.set(recorded, await cast.key(user));
  for (const [recorded, region] of told.instances) renamed.set(recorded, await cast.instance(region));
  // An account is reached with lasting keys: a session's would end, and the gate has no place for its token.
  const own = sessionToken === undefined || sessionToken === '' ? undefined : await cast.ownKeys();
  const rewrite = (line: string): string =>
    [...renamed].reduce((text, [from, to]) => (from === '' || to === '' ? text : text.replaceAll(from, to)), line);
  const { VEDETTE_WRITE_ROLE_ARN: writeRoleArn, VEDETTE_READ_ROLE_ARN: readRoleArn } = process.env;
  return {
    endpoint,
    description: `${endpoint}, account ${account}: made ${told.keys.size} access keys and ${told.instances.size} instances there`,
    accounts: [
      {
        account,
        name: 'demo',
        environment: 'development',
        regions: [...new Set(['us-east-1', ...told.instances.values()])],
        accessKeyId: own?.accessKeyId ?? accessKeyId,
        secretAccessKey: own?.secretAccessKey ?? secretAccessKey,
        ...(writeRoleArn === undefined ? {} : { writeRoleArn }),
        ...(readRoleArn === undefined ? {} : { readRoleArn }),
      },
    ],
    lines: lines.map(rewrite),
    counts: () => Promise.resolve({ calls: null, rejected: null }),
    effects: () => Promise.resolve([]),
    stop: () => own?.remove() ?? Promise.resolve(),
  };
}
