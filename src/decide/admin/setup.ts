import * as z from 'zod';
import { SetupRequest } from '../../contracts/access.ts';
import { V1 } from '../../contracts/common.ts';
import { equalInConstantTime } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { newApiKey } from '../api-key.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { DEFAULT_POLICIES } from '../policies/generated.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { policyVersion } from './policies/version.ts';

const Envelope = z.object({ v: V1, token: z.string().max(1000), body: z.unknown() });

/** A setup token shorter than this could be guessed through the console. */
const SETUP_TOKEN_MIN_CHARS = 16;

/** Where a wrong containment would lock everybody out, or Vedette itself. */
const DEFAULT_PROTECTED = [
  { pattern: 'arn:aws*:iam::*:root', reason: 'the root user' },
  // Not users by that name: an attacker could name one so and be safe. Its own access key is known exactly.
  { pattern: 'arn:aws*:iam::*:role/vedette-*', reason: "Vedette's own roles" },
  { pattern: 'arn:aws*:iam::*:role/aws-service-role/*', reason: 'service-linked roles belong to AWS' },
  { pattern: 'arn:aws*:iam::*:role/OrganizationAccountAccessRole', reason: 'the way back into the account' },
];

/** What goes without a person until an admin says otherwise: enough for one attack, too little for a runaway. */
const AUTOMATIC_PER_HOUR = 20;
const ACTIONS_PER_HOUR = 100;

/**
 * Makes the first organisation with its admin, API key (answered once, never again), default policies and protected patterns.
 * Guarded by the setup token. Errors: `forbidden` (no or wrong token), `malformed`, `conflict` (done before).
 */
export async function setup(
  deps: GateDeps,
  input: unknown,
): Promise<Result<{ org: string; user: string; apiKey: string }, Failure>> {
  const envelope = parseInput(Envelope, input);
  if (!envelope.ok) return envelope;
  const expected = deps.setupToken;
  if (expected === undefined || expected.length < SETUP_TOKEN_MIN_CHARS)
    return err(
      failure('forbidden', `setup is off: set the secret SETUP_TOKEN to at least ${SETUP_TOKEN_MIN_CHARS} characters`),
    );
  if (!equalInConstantTime(expected, envelope.value.token))
    return err(failure('forbidden', 'the setup token is wrong'));
  if (await deps.store.doors.installed()) return err(failure('conflict', 'setup was done before'));
  const parsed = parseInput(SetupRequest, envelope.value.body);
  if (!parsed.ok) return parsed;

  const { organisation, admin } = parsed.value;
  const org = organisation.id;
  const now = deps.now();
  const user = newId('usr', now);
  const key = newApiKey(now);
  const policies = { ...DEFAULT_POLICIES };
  const version = policyVersion(1, policies);
  const actor = `user:${user}`;
  const { store } = deps;
  try {
    await commitWithEntry(
      deps,
      org,
      [
        store.organisations.markInstalled(org, now),
        store.organisations.create(org, {
          name: organisation.name,
          createdAt: now,
          automaticPerHour: AUTOMATIC_PER_HOUR,
          actionsPerHour: ACTIONS_PER_HOUR,
        }),
        // Lower case, as identity providers are matched.
        store.people.createUser(org, {
          id: user,
          name: admin.name,
          email: admin.email.toLowerCase(),
          role: 'admin',
          createdAt: now,
        }),
        store.people.createApiKey(org, { id: key.id, user, name: 'setup', hash: key.hash, createdAt: now }),
        store.policies.add(org, { number: 1, version, policies, createdBy: actor, createdAt: now }),
        ...DEFAULT_PROTECTED.map((p) => store.protected.add(org, { ...p, createdBy: actor, createdAt: now })),
      ],
      [
        entry(org, {
          chain: ORG_CHAIN,
          type: 'organisation.created',
          actor,
          at: now,
          once: [org],
          body: {
            name: organisation.name,
            admin: user,
            key: key.id,
            policyVersion: version,
            protected: DEFAULT_PROTECTED.map((p) => p.pattern),
          },
        }),
      ],
    );
  } catch (cause) {
    if (await store.doors.installed()) return err(failure('conflict', 'setup was done before'));
    throw cause;
  }
  return ok({ org, user, apiKey: key.text });
}
