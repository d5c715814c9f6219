import type { AwsClient } from '../aws/types.ts';
import type { AwsCredentials } from '../contracts/aws.ts';
import type { ActionSpec, Preview } from '../contracts/custody.ts';
import type { Rpc } from '../contracts/rpc.ts';
import type { Json, JsonObject } from '../kit/canonical.ts';
import { digestOf } from '../kit/crypto.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { actionById } from './actions/registry.ts';
import { areUnread } from './answer.ts';
import { commandsFor } from './commands.ts';
import { placeOf } from './custody/facts.ts';
import { checkSpec } from './custody/permit.ts';

export interface PreviewDeps {
  readonly credentials: (spec: ActionSpec) => Rpc<AwsCredentials>;
  readonly client: (credentials: AwsCredentials) => AwsClient;
  readonly now: () => number;
}

type DiffLine = Preview['diff'][number];

const isFields = (v: Json | undefined): v is JsonObject => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Where two values differ, as `a.b` paths; lists are compared whole. A missing value reads as null. */
export function diffOf(before: Json, after: Json, path = ''): DiffLine[] {
  if (isFields(before) && isFields(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((k) => diffOf(before[k] ?? null, after[k] ?? null, path === '' ? k : `${path}.${k}`));
  return digestOf(before) === digestOf(after) ? [] : [{ path: path.slice(0, 300), before, after }];
}

const clip = (texts: readonly string[], most: number, chars: number): string[] =>
  texts.slice(0, most).map((t) => t.slice(0, chars));

const UNREAD_NOTE =
  'AWS does not tell its tags (refused, or no such call): policies that go by tags saw only vedette:tags = unread.';

/**
 * What an action would do now: reads AWS live, changes nothing. Errors: `unprocessable` (a spec that is not its action's
 * own), what the gate says of credentials, `unavailable` or `forbidden` with AWS's code.
 */
export async function previewOf(
  spec: ActionSpec,
  incident: string,
  deps: PreviewDeps,
): Promise<Result<Preview, Failure>> {
  const action = actionById(spec.action);
  const params = checkSpec(action, spec);
  if (!params.ok) return params;
  if (!action) return err(failure('unprocessable', 'no such action'));
  const credentials = await deps.credentials(spec);
  if (!credentials.ok) return credentials;
  const client = deps.client(credentials.value);
  const place = placeOf(spec);
  const read = await action.read((request) => client.sendRead(request), params.value, place);
  if (!read.ok) {
    const { kind, code, message } = read.error;
    const codeOf =
      kind === 'denied' ? 'forbidden' : kind === 'invalid' || kind === 'unsupported' ? 'unprocessable' : 'unavailable';
    return err(failure(codeOf, `AWS could not be read for the preview: ${code}: ${message}`.slice(0, 500)));
  }
  const snapshot = read.value;
  const material = action.material(snapshot);
  const expected = action.expected(snapshot, params.value, place);
  const preImageDigest = digestOf(material);
  const expectedDigest = digestOf(expected);
  const tags = Object.entries(snapshot.tags).map(([k, v]) => [k.slice(0, 128), v.slice(0, 256)]);
  return ok({
    at: deps.now(),
    exists: snapshot.exists,
    alreadyDone: preImageDigest === expectedDigest,
    diff: snapshot.exists ? diffOf(material, expected).slice(0, 64) : [],
    dependents: clip(snapshot.dependents, 64, 2048),
    tags: Object.fromEntries(tags) as Record<string, string>,
    notes: clip(
      snapshot.exists
        ? [...(areUnread(snapshot.tags) ? [UNREAD_NOTE] : []), ...action.notes(snapshot, params.value)]
        : ['The target does not exist (any more).'],
      16,
      500,
    ),
    reversibility: action.risk,
    commands: snapshot.exists
      ? commandsFor(action, { params: params.value, place, snapshot, incident, at: deps.now() })
      : [],
    preImageDigest,
    expectedDigest,
  });
}
