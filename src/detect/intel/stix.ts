import * as z from 'zod';
import type { Indicator } from '../../contracts/agents.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** Some two hundred values; reading a hostile one takes time by its square. */
const PATTERN_MAX_CHARS = 10_000;

/** What is read of a STIX 2.1 bundle (OASIS, §8 and §4.7); the rest of its objects are somebody else's. */
const Bundle = z.object({ type: z.literal('bundle'), objects: z.array(z.looseObject({ type: z.string() })) });
const StixIndicator = z.object({
  id: z.string().max(200),
  name: z.string().optional(),
  pattern: z.string().max(PATTERN_MAX_CHARS),
  pattern_type: z.string().default('stix'),
  valid_until: z.iso.datetime({ offset: true }).optional(),
  revoked: z.boolean().default(false),
  confidence: z.number().min(0).max(100).optional(),
});

const SOURCE = 'stix';
const NOTE_MAX_CHARS = 300;
/** A confidence of STIX's "high" scale (appendix A) raises the level, one of its "low" scale lowers it. */
const HIGH_CONFIDENCE = 70;
const LOW_CONFIDENCE = 30;

/** Indicators of a bundle, and those that say more than a list can: why, by their ids. */
export interface FromStix {
  readonly indicators: readonly Indicator[];
  readonly skipped: readonly { readonly id: string; readonly why: string }[];
}

/**
 * The values that a STIX 2.1 bundle's indicators name: patterns that are a value, or several joined by OR. Whatever means more (AND,
 * FOLLOWEDBY, comparisons by size or likeness, other objects) is left out and told. An error if it is no bundle.
 */
export function indicatorsOfStix(value: unknown): Result<FromStix, string> {
  const bundle = Bundle.safeParse(value);
  if (!bundle.success) return err('it is no STIX bundle: an object of type "bundle" with objects');
  const indicators: Indicator[] = [];
  const skipped: { id: string; why: string }[] = [];
  for (const object of bundle.data.objects) {
    if (object.type !== 'indicator') continue;
    const parsed = StixIndicator.safeParse(object);
    const id = typeof object['id'] === 'string' ? object['id'].slice(0, 200) : '(no id)';
    if (!parsed.success)
      skipped.push({ id, why: `its ${parsed.error.issues[0]?.path.join('.') ?? 'fields'} cannot be read` });
    else if (parsed.data.revoked) skipped.push({ id, why: 'it is revoked' });
    else if (parsed.data.pattern_type !== 'stix') skipped.push({ id, why: 'its pattern is not of type stix' });
    else {
      const named = valuesOf(parsed.data.pattern);
      if (named.ok) for (const one of named.value) indicators.push({ ...one, ...about(parsed.data) });
      else skipped.push({ id, why: named.error });
    }
  }
  return ok({ indicators, skipped });
}

function about(of: z.infer<typeof StixIndicator>): Omit<Indicator, 'type' | 'value'> {
  const confidence = of.confidence ?? (HIGH_CONFIDENCE + LOW_CONFIDENCE) / 2;
  return {
    level: confidence >= HIGH_CONFIDENCE ? 'high' : confidence < LOW_CONFIDENCE ? 'low' : 'medium',
    source: SOURCE,
    ...(of.name === undefined ? {} : { note: of.name.slice(0, NOTE_MAX_CHARS).toWellFormed() }),
    ...(of.valid_until === undefined ? {} : { expiresAt: Date.parse(of.valid_until) }),
  };
}

type Named = Pick<Indicator, 'type' | 'value'>;

/** Tokens of a pattern (STIX 2.1 §9): strings with escapes, paths with quoted keys, brackets, words. */
const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z][\w-]*:[\w-]+(?:\.(?:[\w-]+|'[^']*'))*)|(\[|\]|\(|\)|,|=|[A-Za-z]+)|(\S))/gy;

/** The values that a pattern names, if it is only values joined by OR. */
function valuesOf(pattern: string): Result<Named[], string> {
  const tokens = Array.from(pattern.matchAll(TOKEN), (m) => m[1] ?? m[2] ?? m[3] ?? m[4]!);
  const named: Named[] = [];
  let i = 0;
  const more = err('its pattern is more than values joined by OR');
  for (;;) {
    if (tokens[i++] !== '[') return more;
    for (;;) {
      const path = tokens[i++] ?? '';
      const type = typeOf(path);
      if (type === undefined) return path.includes(':') ? err('it names an object that no list has') : more;
      const values = operand(tokens, i);
      if (values === undefined) return more;
      i = values.next;
      for (const value of values.texts) named.push(asIndicator(type, value));
      if (tokens[i] === ']') break;
      if (tokens[i++] !== 'OR') return more;
    }
    i++;
    if (i === tokens.length) return ok(named);
    if (tokens[i++] !== 'OR') return more;
  }
}

/** `= 'a'` or `IN ('a', 'b')` at a place. */
function operand(
  tokens: readonly string[],
  at: number,
): { readonly texts: string[]; readonly next: number } | undefined {
  const isText = (token: string | undefined): token is string => token?.startsWith("'") === true && token.length > 2;
  const first = tokens[at + 1];
  if (tokens[at] === '=') return isText(first) ? { texts: [unquoted(first)], next: at + 2 } : undefined;
  if (tokens[at] !== 'IN' || first !== '(') return undefined;
  const texts: string[] = [];
  for (let i = at + 2; ; i += 2) {
    const token = tokens[i];
    if (!isText(token)) return undefined;
    texts.push(unquoted(token));
    if (tokens[i + 1] === ')') return { texts, next: i + 2 };
    if (tokens[i + 1] !== ',') return undefined;
  }
}

const unquoted = (token: string): string => token.slice(1, -1).replaceAll(/\\(.)/gs, '$1');

function typeOf(path: string): Indicator['type'] | undefined {
  if (path === 'ipv4-addr:value' || path === 'ipv6-addr:value') return 'ip';
  if (path === 'domain-name:value') return 'domain';
  if (path === 'url:value') return 'url';
  if (path === "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'") return 'user_agent';
  return path.startsWith('file:hashes.') ? 'hash' : undefined;
}

const asIndicator = (type: Indicator['type'], value: string): Named => ({
  type: type === 'ip' && value.includes('/') ? 'cidr' : type,
  value,
});
