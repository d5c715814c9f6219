import { MINUTE_MS } from '../../../../../kit/clock.ts';

/** One inline policy a key, so that two keys of a user never share one. */
export const policyNameOf = (accessKeyId: string): string => `VedetteDenySessions-${accessKeyId}`;

/**
 * Added to the time at which the deny is intended. A deactivation reaches every STS endpoint within seconds, by AWS's
 * word "eventually": a session that a slow one still hands out must lie before the cut as well.
 */
export const CUT_MARGIN_MS = 5 * MINUTE_MS;

const SID = 'VedetteDenySessionsIssuedBefore';

const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** ISO 8601 to the second, as IAM writes dates. */
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

export const cutOf = (intendedAt: number): string => iso(Math.ceil(intendedAt / 1000) * 1000 + CUT_MARGIN_MS);

/**
 * Denies everything to sessions issued before the cut. Requests signed with a long-term key carry no
 * `aws:TokenIssueTime`, so that the condition never matches them: the user's other keys stay alive.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html does the same for roles.
 */
export const denyPolicy = (cut: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: SID,
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': cut } },
      },
    ],
  });

/** The cut of a policy made by {@link denyPolicy}; undefined if the text is any other policy. */
export function parseDenyPolicy(document: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return undefined;
  }
  const statement = (parsed as { Statement?: unknown } | null)?.Statement;
  const first: unknown = Array.isArray(statement) && statement.length === 1 ? statement[0] : undefined;
  const condition = (first as { Condition?: { DateLessThan?: Record<string, unknown> } } | null | undefined)?.Condition;
  const cut = condition?.DateLessThan?.['aws:TokenIssueTime'];
  if (typeof cut !== 'string' || !ISO_SECONDS.test(cut) || Number.isNaN(Date.parse(cut))) return undefined;
  return sameJson(parsed, JSON.parse(denyPolicy(cut))) ? cut : undefined;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (k) => Object.hasOwn(b, k) && sameJson((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k]),
    )
  );
}
