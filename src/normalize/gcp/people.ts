/** Whose identity an address is: Google's own agents act for everybody, and tell nothing of anybody's habits. */

const GOOGLE_DOMAINS = [
  '@system.gserviceaccount.com',
  '@cloudservices.gserviceaccount.com',
  '@compute-system.iam.gserviceaccount.com',
  // Google's own machines, where one of its products acts for another.
  '@prod.google.com',
];
/** `service-<project number>@<product>.iam.gserviceaccount.com`: https://cloud.google.com/iam/docs/service-agents */
const SERVICE_AGENT = /^service-[0-9]{1,20}@[a-z0-9-]{1,64}\.iam\.gserviceaccount\.com$/;

/** Whoever does what Compute Engine does by itself (system event logs): migrations, restarts, preemptions. */
const SYSTEM = 'system@google.com';

export const isGoogles = (email: string): boolean =>
  email === SYSTEM || GOOGLE_DOMAINS.some((d) => email.endsWith(d)) || SERVICE_AGENT.test(email);

export const isServiceAccount = (email: string): boolean => email.endsWith('gserviceaccount.com');

const PREFIX = /^(?:deleted:)?(user|serviceAccount|group):/;
const MEMBER_MAX = 512;

/**
 * A principal's id: the address in lower case, as it is in every record; of a member (`user:mara@example.com`, after its deletion
 * `deleted:user:mara@example.com?uid=1`) or subject the same. Federated ones (`principal://…`, a role's ARN) stay whole, since case
 * tells them apart.
 */
export function principalId(member: string | undefined): string | undefined {
  if (member === undefined || member === '' || member.length > MEMBER_MAX) return undefined;
  const bare = member.replace(PREFIX, '').replace(/\?uid=[0-9]+$/, '');
  return bare.includes('@') && !bare.includes('://') && !bare.startsWith('arn:') ? bare.toLowerCase() : bare;
}

/** Of a member that everybody is, or of which there are none; such a one links nothing. */
export const isEverybody = (member: string): boolean => member === 'allUsers' || member === 'allAuthenticatedUsers';

/** Id of a service account's key out of its resource name, `…/serviceAccounts/<email>/keys/<id>`. */
export function keyOf(name: string | undefined): { readonly id: string; readonly account: string } | undefined {
  const match = /\/serviceAccounts\/([^/]{1,200})\/keys\/([0-9a-f]{16,64})$/.exec(name ?? '');
  return match ? { id: match[2]!, account: match[1]!.toLowerCase() } : undefined;
}
