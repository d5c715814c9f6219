import type { AwsClient } from '../../aws/types.ts';
import type { Notes } from './notes.ts';
import { listIn, objectIn, readAws, textIn, timeIn, type Answer, type Budget } from './reader.ts';
import type { InspectedUser } from './subjects-of.ts';

/** Events and IAM keep their own clocks. */
const CLOCK_SKEW_MS = 60_000;
/** IAM is one endpoint a partition; requests are signed for its home region (docs.aws.amazon.com/general/latest/gr/iam-service.html). */
const IAM_REGION: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

/**
 * Reads an IAM user, its keys and its policies. Keys in the attacker's hands that no finding names are discovered: every
 * active key of a user that the attack made, and any active key of another involved user made since the attack began; of
 * users that only senders of other accounts or people name, none.
 */
export async function inspectUser(
  client: AwsClient,
  budget: Budget,
  notes: Notes,
  user: InspectedUser,
  attackStart: number,
): Promise<void> {
  const about = `user ${user.name}`;
  const read = (operation: string) =>
    readAws(
      client,
      budget,
      notes,
      { service: 'iam', operation, region: IAM_REGION[user.partition] ?? 'us-east-1', params: { UserName: user.name } },
      about,
    );
  // Keys first: should the budget end, they are what containment needs.
  const keys = await read('ListAccessKeys');
  const policies = await read('ListAttachedUserPolicies');
  const who = await read('GetUser');
  if (!keys && !policies && !who) return;
  await notes.keep(
    'aws.iam.user',
    { account: user.account, user: user.name, keys: keys ?? null, policies: policies ?? null, details: who ?? null },
    budget.now(),
  );
  tellUser(notes, user, who);
  tellPolicies(notes, user, policies);
  for (const key of listIn(keys, 'AccessKeyMetadata')) tellKey(notes, user, key, attackStart);
  for (const [name, answer] of [
    ['access keys', keys],
    ['policies', policies],
  ] as const)
    if (answer?.['IsTruncated'] === true || answer?.['IsTruncated'] === 'true')
      notes.limit(`${about} has more ${name} than one answer shows.`);
}

function tellUser(notes: Notes, user: InspectedUser, answer: Answer | undefined): void {
  const details = objectIn(answer, 'User');
  if (!details) return;
  const created = timeIn(details, 'CreateDate');
  const tags = listIn(details, 'Tags').map((t) => `${textIn(t, 'Key') ?? ''}=${textIn(t, 'Value') ?? ''}`);
  if (created !== undefined)
    notes.fact(`User ${user.name} was made on ${dateText(created)}${user.made ? ', in this attack' : ''}.`);
  if (tags.length > 0) notes.fact(`User ${user.name} is tagged ${tags.slice(0, 8).join(', ')}.`);
}

function tellPolicies(notes: Notes, user: InspectedUser, answer: Answer | undefined): void {
  const names = listIn(answer, 'AttachedPolicies').map((p) => textIn(p, 'PolicyName') ?? '?');
  if (names.length > 0)
    notes.fact(
      `User ${user.name} has the policies ${names.slice(0, 8).join(', ')}${names.includes('AdministratorAccess') ? ': it may do anything' : ''}.`,
    );
}

function tellKey(notes: Notes, user: InspectedUser, key: Answer, attackStart: number): void {
  const id = textIn(key, 'AccessKeyId');
  if (id === undefined || !/^[A-Z0-9]{16,128}$/.test(id)) return;
  const active = textIn(key, 'Status') === 'Active';
  const created = timeIn(key, 'CreateDate');
  notes.fact(
    `Access key ${id} of ${user.name} is ${active ? 'active' : 'inactive'}${created === undefined ? '' : `, made on ${dateText(created)}`}.`,
  );
  const madeSince = created !== undefined && created >= attackStart - CLOCK_SKEW_MS;
  if (user.vouched && active && (user.made || madeSince))
    notes.discover({ type: 'access_key', id, role: 'related', name: user.name, account: user.account });
}

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
