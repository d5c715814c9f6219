import { failure, type Failure } from '../kit/errors.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { Permission } from './action-facts.ts';

/** AssumeRole's limit on a session policy, characters: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_POLICY_MAX_CHARS = 2048;
/** Limit on RoleSessionName, same page; its alphabet is [\w+=,.@-]. */
const SESSION_NAME_MAX_CHARS = 64;
const SESSION_ID_CHARS = 26;

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: NonNullable<Permission['conditions']>;
}

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/**
 * The session policy that narrows a role to some permissions: the same text for the same leave, compact, at most 2,048
 * characters. It is never widened to fit: too much is a failure (`unprocessable`), and so is nothing at all. Pure.
 */
export function buildSessionPolicy(permissions: readonly Permission[]): Result<string, Failure> {
  const statements = new Map<string, Statement>();
  for (const p of permissions) {
    if (p.actions.length === 0 || p.resources.length === 0) continue;
    const resources = sorted(p.resources);
    const key = canonicalJson([resources, p.conditions ?? null]);
    const before = statements.get(key);
    statements.set(key, {
      Effect: 'Allow',
      Action: sorted([...(before?.Action ?? []), ...p.actions]),
      Resource: resources,
      ...(p.conditions === undefined ? {} : { Condition: p.conditions }),
    });
  }
  if (statements.size === 0)
    return err(failure('unprocessable', 'the step needs no permission: no credentials are made for it'));
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [...statements.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, s]) => s),
  });
  if (text.length > SESSION_POLICY_MAX_CHARS)
    return err(
      failure(
        'unprocessable',
        `the session policy has ${text.length} characters, AWS takes ${SESSION_POLICY_MAX_CHARS}: split the step`,
      ),
    );
  return ok(text);
}

const tail = (id: string): string =>
  id
    .replace(/^[a-z]+_/, '')
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(-SESSION_ID_CHARS);

/** `vedette-<incident>-<operation>`: how a session names itself in CloudTrail. At most 64 characters of STS's alphabet. */
export const sessionName = (incident: string, op: string): string =>
  `vedette-${tail(incident)}-${tail(op)}`.slice(0, SESSION_NAME_MAX_CHARS);
