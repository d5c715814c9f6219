import type { AwsAnswer, AwsError } from '../aws/types.ts';
import type { Json } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';

type Fields = { readonly [key: string]: Json };

const isFields = (value: Json | Fields | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of an AWS answer (SDK names); undefined if it is not there: AWS leaves out what is empty. */
export const field = (from: Json | Fields | undefined, name: string): Json | undefined =>
  isFields(from) && Object.hasOwn(from, name) ? from[name] : undefined;

/** A field as text; empty if it is not there. */
export function text(from: Json | Fields | undefined, name: string): string {
  const value = field(from, name);
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** A field as a list; empty if it is not there. */
export function list(from: Json | Fields | undefined, name: string): readonly Json[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : [];
}

/** `[{Key, Value}]` as a record. */
export const tagsOf = (from: Json | Fields | undefined, name: string): Record<string, string> =>
  Object.fromEntries(list(from, name).map((tag) => [text(tag, 'Key'), text(tag, 'Value')]));

const REFUSALS: ReadonlySet<AwsError['kind']> = new Set(['denied', 'unsupported', 'not_found', 'invalid']);

/**
 * Whether a server will not say, now or later: it refuses, does not know the call, or answers it with a page of its own or
 * with another call's answer, as AWS-compatible servers do. Not so where there was no answer, or a "later": that may pass.
 */
export const isUntold = ({ kind, code }: AwsError): boolean =>
  REFUSALS.has(kind) || (kind === 'unknown' && /^(Http[0-9]+|Truncated)$/.test(code));

/** What is good to know before an approval: null where the server will not say, which must stop no containment. */
export const ifTold = (answer: AwsAnswer): Result<Extract<AwsAnswer, { ok: true }>['value'] | null, AwsError> =>
  answer.ok ? answer : isUntold(answer.error) ? ok(null) : err(answer.error);

/** In place of tags that the server will not tell: a policy can go by it, and the preview says so. */
export const TAGS_UNREAD = { 'vedette:tags': 'unread' } as const;

/** Whether tags stand for ones that could not be read. */
export const areUnread = (tags: Readonly<Record<string, string>>): boolean =>
  tags['vedette:tags'] === TAGS_UNREAD['vedette:tags'];

/**
 * The tags in an answer; {@link TAGS_UNREAD} where the server refuses or does not know the call. Any other failure is one:
 * policies go by tags, and a passing trouble must not make a target look untagged.
 */
export function tagsIfTold(
  answer: AwsAnswer,
  tagsIn: (value: Extract<AwsAnswer, { ok: true }>['value']) => Record<string, string>,
): Result<Record<string, string>, AwsError> {
  if (answer.ok) return ok(tagsIn(answer.value));
  const { kind, code } = answer.error;
  return REFUSALS.has(kind) || /^Http40[45]$/.test(code) ? ok({ ...TAGS_UNREAD }) : err(answer.error);
}
