import { canonicalJson, type Json, type JsonObject } from '../../../../../kit/canonical.ts';
import { isFields, meaningOf, parseDocument } from '../documents.ts';

/** Stands in where no statement is left, for IAM takes no policy without one. It allows nobody, as an empty policy would. */
const NOBODY: JsonObject = {
  Sid: 'VedetteNobody',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
};

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** `123456789012` and `arn:aws:iam::123456789012:root` are one principal to IAM, and either may be written. */
const accountOf = (principal: string): string =>
  /^arn:aws[a-z-]*:iam::([0-9]{12}):root$/.exec(principal)?.[1] ?? principal;

type Match = (value: Json) => boolean;
const matcher = (removed: readonly string[]): Match => {
  const names = new Set(removed.map(accountOf));
  return (value) => typeof value === 'string' && names.has(accountOf(value));
};

/** A statement without the principals; undefined if none is left. Everything but `Principal` stays as it is. */
function without(statement: JsonObject, gone: Match): JsonObject | undefined {
  const principal = statement['Principal'];
  if (principal === undefined) return statement;
  if (!isFields(principal)) return gone(principal) ? undefined : statement;
  const left = Object.entries(principal).flatMap(([kind, value]): [string, Json][] => {
    if (!Array.isArray(value)) return gone(value) ? [] : [[kind, value]];
    const kept = value.filter((v) => !gone(v));
    if (kept.length === value.length) return [[kind, value]];
    return kept.length === 0 ? [] : [[kind, kept]];
  });
  if (left.length === 0) return undefined;
  // In the place where it was: fields keep their order.
  const rest = Object.entries(statement).map(([k, v]): [string, Json] => [
    k,
    k === 'Principal' ? Object.fromEntries(left) : v,
  ]);
  return Object.fromEntries(rest);
}

const isAllow = (s: Json): s is JsonObject => isFields(s) && s['Effect'] === 'Allow';

/**
 * A trust policy that no longer lets the named principals in. Pure. Only `Principal` of Allow statements changes:
 * Deny statements, NotPrincipal, conditions and fields that are not known stay, in their order. The text itself if
 * nothing in it names them; undefined if it is no policy document.
 */
export function withoutPrincipals(text: string, removed: readonly string[]): string | undefined {
  const document = parseDocument(text);
  if (document === undefined) return undefined;
  const gone = matcher(removed);
  const before = document['Statement'];
  const after = listOf(before).flatMap((s): Json[] => {
    const kept = isAllow(s) ? without(s, gone) : s;
    return kept === undefined ? [] : [kept];
  });
  if (canonicalJson(after) === canonicalJson(listOf(before))) return text;
  const statements = after.length === 0 ? [NOBODY] : after;
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(document).map(([k, v]) => [
        k,
        k === 'Statement' ? (Array.isArray(before) ? statements : statements[0]!) : v,
      ]),
    ),
  );
}

/** Whether two texts are the same policy to IAM. */
export const sameTrust = (a: string, b: string): boolean => a === b || trustOf(a) === trustOf(b);

/** The canonical text of what a policy means; of a text that is no policy, itself. */
export const trustOf = (text: string): string => canonicalJson(shownTrust(text));

/** What a policy means, for a person to compare. */
export const shownTrust = (text: string): Json => {
  const document = parseDocument(text);
  return document === undefined ? text : meaningOf(document);
};

const allowsOf = (text: string): JsonObject[] => listOf(parseDocument(text)?.['Statement']).filter(isAllow);

/** Everybody whom Allow statements name, sorted. */
export const trusted = (text: string): string[] =>
  [
    ...new Set(
      allowsOf(text)
        .flatMap((s) => {
          const principal = s['Principal'];
          return isFields(principal) ? Object.values(principal).flatMap(listOf) : listOf(principal);
        })
        .filter((p) => typeof p === 'string'),
    ),
  ].sort();

/** Whether an Allow statement names whom it does not let in: everybody else may. */
export const hasNotPrincipal = (text: string): boolean => allowsOf(text).some((s) => s['NotPrincipal'] !== undefined);

/** Those of the named that no Allow statement names. */
export const notTrusted = (text: string, removed: readonly string[]): string[] => {
  const names = new Set(trusted(text).map(accountOf));
  return removed.filter((r) => !names.has(accountOf(r)));
};
