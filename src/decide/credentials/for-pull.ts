import * as z from 'zod';
import { parseArn, partitionOf } from '../../aws/arn.ts';
import type { AwsCredentials } from '../../contracts/aws.ts';
import { OrgId, V1 } from '../../contracts/common.ts';
import { BucketName, ObjectKey, type PullGrant } from '../../contracts/pull.ts';
import { HOUR_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import type { Recent } from '../../kit/recent.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { Permission } from '../action-facts.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { sessionName } from '../session-policy.ts';
import { assumePullRole } from './broker.ts';

export const PULLED_KIND = 'aws.s3';

const PullRequest = z.object({ v: V1, org: OrgId, bucket: BucketName, key: ObjectKey });

/** As the kind's settings are written; see its about.ts. What a later version would not take covers nothing. */
const PullSettings = z.object({
  /** `bucket/prefix`; a bucket alone stands for all of it. Wildcards would widen the session's policy. */
  buckets: z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9!_.'()=@+,:/-]{0,900})?$/)),
  roleArn: z.string().regex(/^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/),
  region: z.string().regex(/^[a-z0-9-]{1,32}$/),
  bucketOwner: z
    .string()
    .regex(/^[0-9]{12}$/)
    .optional(),
  keysOf: z
    .string()
    .regex(/^[0-9]{12}$/)
    .optional(),
});
export type PullSettings = z.infer<typeof PullSettings>;

interface Covering {
  readonly source: { readonly id: string; readonly accounts: string };
  readonly settings: PullSettings;
  readonly prefix: string;
  /** Longer prefixes below it, which are covered by themselves */
  readonly narrower: readonly string[];
}

/** What of a bucket a setting covers: keys that begin with the answer; undefined: nothing of it. */
function prefixOf(setting: string, bucket: string): string | undefined {
  const slash = setting.indexOf('/');
  const name = slash === -1 ? setting : setting.slice(0, slash);
  return name === bucket ? (slash === -1 ? '' : setting.slice(slash + 1)) : undefined;
}

/** The source that covers an object, the one with the longest prefix, the oldest of equals. */
export function coveringSource(
  sources: readonly { id: string; kind: string; enabled: boolean; accounts: string; settings: string }[],
  bucket: string,
  key: string,
): Covering | undefined {
  let best: Omit<Covering, 'narrower'> | undefined;
  const prefixes = new Set<string>();
  for (const source of sources) {
    if (source.kind !== PULLED_KIND || !source.enabled) continue;
    const settings = PullSettings.safeParse(JSON.parse(source.settings));
    if (!settings.success) continue;
    for (const setting of settings.data.buckets) {
      const prefix = prefixOf(setting, bucket);
      if (prefix === undefined) continue;
      prefixes.add(prefix);
      if (!key.startsWith(prefix)) continue;
      if (!best || prefix.length > best.prefix.length) best = { source, settings: settings.data, prefix };
    }
  }
  if (!best) return undefined;
  const { prefix: own } = best;
  return { ...best, narrower: [...prefixes].filter((p) => p.length > own.length && p.startsWith(own)) };
}

/**
 * Reading of one prefix, and of the keys that it is encrypted with for as long as S3 asks for them. With a bucket key the context is
 * the bucket's ARN: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function pullPermissions(bucket: string, prefix: string, region: string): readonly Permission[] {
  const partition = partitionOf(region);
  const arn = `arn:${partition}:s3:::${bucket}`;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [
    { actions: ['s3:GetObject'], resources: [`${arn}/${prefix}*`] },
    {
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:ViaService': `s3.${region}.${suffix}` },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [arn, `${arn}/${prefix}*`] },
      },
    },
  ];
}

/**
 * For the puller: whose object an announced one is, and credentials to read what its source covers of that bucket, for a quarter
 * of an hour. `told`: entries of this isolate's recent past. `not_found`: no source of this organisation covers it. Otherwise what STS or the settings stand in the way of.
 */
export async function forPull(deps: GateDeps, told: Recent<true>, input: unknown): Promise<Result<PullGrant, Failure>> {
  const parsed = parseInput(PullRequest, input);
  if (!parsed.ok) return parsed;
  const { org, bucket, key } = parsed.value;
  const covering = coveringSource(await deps.store.sources.list(org), bucket, key);
  if (!covering)
    return err(
      failure(
        'not_found',
        `no source of kind ${PULLED_KIND} that is enabled covers this object of bucket ${bucket}; add its prefix to a source's buckets, or announce less`,
      ),
    );
  const { source, settings, prefix, narrower } = covering;
  const role = parseArn(settings.roleArn);
  if (!role) return err(failure('unprocessable', `source ${source.id}: its roleArn is no ARN`));
  const made = await assumePullRole(deps, {
    org,
    roleArn: settings.roleArn,
    account: role.account,
    keysOf: settings.keysOf ?? role.account,
    region: settings.region,
    permissions: pullPermissions(bucket, prefix, settings.region),
    sessionName: sessionName(source.id, 'pull'),
  });
  if (!made.ok) return made;
  await tell(deps, told, org, source.id, settings, bucket, made.value);
  return ok({
    source: source.id,
    accounts: JSON.parse(source.accounts) as string[],
    region: settings.region,
    owner: settings.bucketOwner ?? role.account,
    prefix,
    narrower,
    credentials: made.value,
  });
}

/** One entry a source, bucket and hour: objects come by the thousand, and what they may be read with is the same. */
async function tell(
  deps: GateDeps,
  told: Recent<true>,
  org: string,
  source: string,
  settings: PullSettings,
  bucket: string,
  made: AwsCredentials,
): Promise<void> {
  const at = deps.now();
  const hour = at - (at % HOUR_MS);
  const said = entry(org, {
    chain: ORG_CHAIN,
    type: 'credentials.pull',
    actor: 'worker:gate',
    at,
    once: [source, bucket, settings.roleArn, String(hour)],
    body: { source, bucket, role: settings.roleArn, session: made.sessionName ?? '', hour },
  });
  if (told.get(said.id)) return;
  await commitWithEntry(deps, org, [], [said]);
  told.set(said.id, true);
}
