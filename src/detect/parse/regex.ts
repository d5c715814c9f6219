import { RE2JS } from 're2js';
import type { Affix } from '../ast.ts';
import { regexFlags } from '../compile/regex-flags.ts';
import { Fault, type Path } from './fault.ts';

const MAX_CHARS = 10_000;
/** RE2's own limit of a repetition's count */
const MAX_COUNT = 1_000;
/** Written out as several, each of at most MAX_COUNT: more would make programs of megabytes. */
const MAX_SPELT_OUT = 10_000;
/** Repetitions inside repetitions multiply when they are written out. */
const MAX_WRITTEN_CHARS = 100_000;

const NO_RE2: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, 'lookaround such as (?=…) and (?<!…)'],
  [/^\(\?>/, 'atomic groups (?>…)'],
  [/^\(\?(R|\d|&|P>|P=)/, 'references to groups'],
  [/^\(\?\(/, 'conditions inside an expression'],
  [/^\(\?[a-zA-Z^-]*x[a-zA-Z-]*[:)]/, 'the flag x (free spacing)'],
];
const ESCAPES: Readonly<Record<string, string>> = {
  e: '\\x1b',
  h: '[\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}]',
  R: '(?:\\r\\n|[\\n\\x0b\\f\\r\\x{85}\\x{2028}\\x{2029}])',
  N: '[^\\n]',
};
/** The same inside a class. */
const CLASS_ESCAPES: Readonly<Record<string, string>> = { e: '\\x1b', h: ESCAPES['h']!.slice(1, -1), b: '\\x08' };

/**
 * An expression as RE2 reads it: what PCRE spells otherwise is rewritten where that changes nothing of what it finds, and what
 * RE2 cannot do (lookaround, backreferences, possessive and atomic matching) is a `Fault` that says so. RE2's syntax:
 * https://github.com/google/re2/wiki/Syntax
 */
export function readRegex(source: string, flags: string, affix: Affix, path: Path): string {
  if (source.length > MAX_CHARS) throw new Fault(path, `the expression is longer than ${MAX_CHARS} characters`);
  const rewritten = anchored(rewrite(source, { path, affix, flags }), affix);
  try {
    RE2JS.compile(rewritten, regexFlags(flags));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'it cannot be compiled';
    throw new Fault(path, `not a regular expression of RE2: ${why}`, HINT);
  }
  return rewritten;
}

const HINT =
  'RE2 has no lookaround, no backreferences and no possessive or atomic matching; write it without them, or as several items';

/** An expression is sought anywhere; only `startswith` and `endswith` tie it to an end of the value. */
function anchored(source: string, affix: Affix): string {
  if (affix === 'startswith') return `\\A(?:${source})`;
  return affix === 'endswith' ? `(?:${source})\\z` : source;
}

interface Setting {
  readonly path: Path;
  readonly affix: Affix;
  readonly flags: string;
}

/**
 * A look round that says the same without looking: where nothing stands behind `(?=…)` or before `(?<=…)`, what it looks at may
 * as well be matched, since nobody asks where; and `(?!.)` is the end of a line. Gives its rewriting and its length in the source.
 */
function plainLook(source: string, at: number, outermost: boolean, setting: Setting): [string, number] | undefined {
  const rest = source.slice(at, at + 6);
  const byLines = !setting.flags.includes('s') && !/\(\?[a-z]*s/.test(source);
  if (rest.startsWith('(?!.)') && byLines) return ['(?m:$)', 5];
  if (rest.startsWith('(?<!.)') && byLines) return ['(?m:^)', 6];
  if (!outermost) return undefined;
  if (rest.startsWith('(?<=') && setting.affix !== 'startswith' && /(^|\||^\(\?[ims]+\))$/.test(source.slice(0, at)))
    return ['(', 4];
  if (!rest.startsWith('(?=') || setting.affix === 'endswith') return undefined;
  const next = source[closing(source, at) + 1];
  return next === undefined || next === '|' ? ['(', 3] : undefined;
}

/** Where the group that begins at `from` ends; the source's length if it does not. */
function closing(source: string, from: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const c = source[at]!;
    if (c === '\\') at++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return at;
  }
  return source.length;
}

function rewrite(source: string, setting: Setting): string {
  const { path } = setting;
  let out = '';
  let at = 0;
  /** Where the last whole thing that can be repeated begins in `out`; groups remember theirs. */
  let atom = 0;
  const open: number[] = [];
  const refuse = (what: string): never => {
    throw new Fault(path, `RE2 has no ${what}`, HINT);
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 40);
    const c = source[at]!;
    if (c === '\\') {
      atom = out.length;
      if (source.startsWith('\\Q', at)) {
        const end = source.indexOf('\\E', at);
        const to = end < 0 ? source.length : end + 2;
        out += source.slice(at, to);
        at = to;
        continue;
      }
      const [text, length] = escape(source, at, ESCAPES, refuse);
      out += text;
      at += length;
    } else if (c === '[') {
      atom = out.length;
      const [text, length] = readClass(source, at, refuse);
      out += text;
      at += length;
    } else if (c === '(') {
      const comment = /^\(\?#[^)]*\)/.exec(source.slice(at));
      if (comment !== null) {
        at += comment[0].length;
        continue;
      }
      const look = plainLook(source, at, open.length === 0, setting);
      if (look !== undefined) {
        const [text, length] = look;
        if (text === '(') open.push(out.length);
        else atom = out.length;
        out += text;
        at += length;
        continue;
      }
      for (const [pattern, what] of NO_RE2) if (pattern.test(rest)) refuse(what);
      open.push(out.length);
      const named = /^\(\?'(\w+)'/.exec(rest);
      const text = named === null ? (rest.startsWith('(?|') ? '(?:' : '(') : `(?P<${named[1]}>`;
      out += text;
      at += named?.[0].length ?? (rest.startsWith('(?|') ? 3 : 1);
    } else if (c === ')') {
      atom = open.pop() ?? out.length;
      out += c;
      at++;
    } else if (c === '{' && /^\{(\d*,\d*|\d+)\}/.test(rest) && !rest.startsWith('{,}')) {
      const count = /^\{(\d*)(,?)(\d*)\}/.exec(rest)!;
      at += count[0].length;
      const lazy = source[at] === '?' ? '?' : '';
      at += lazy.length;
      if (source[at] === '+') refuse('possessive repetition such as {2,}+');
      out = `${out.slice(0, atom)}${repeated(out.slice(atom), count, lazy, path)}`;
    } else {
      if (/[*+?]/.test(c) && source[at + 1] === '+') refuse(`possessive repetition such as ${c}+`);
      if (!/[*+?|^$]/.test(c)) atom = out.length;
      out += c;
      at++;
    }
  }
  return out;
}

/** `{n}`, `{n,}`, `{n,m}` and `{,m}` of one atom, with counts beyond RE2's written out as several. */
function repeated(atom: string, [, low, comma, high]: RegExpExecArray, lazy: string, path: Path): string {
  const least = low === '' ? 0 : Number(low);
  const most = comma === '' ? least : high === '' ? undefined : Number(high);
  if (Math.max(least, most ?? 0) <= MAX_COUNT) return `${atom}{${least}${comma}${high}}${lazy}`;
  if (Math.max(least, most ?? 0) > MAX_SPELT_OUT)
    throw new Fault(path, `a repetition of more than ${MAX_SPELT_OUT} times`, 'use a smaller count');
  if (atom.length * ((most ?? least) / MAX_COUNT + 2) > MAX_WRITTEN_CHARS)
    throw new Fault(path, 'repetitions inside repetitions make the expression too long', 'use smaller counts');
  let text = '';
  const add = (n: number, spell: (n: number) => string): void => {
    for (let left = n; left > 0; left -= MAX_COUNT) text += spell(Math.min(left, MAX_COUNT));
  };
  add(least, (n) => `${atom}{${n}}`);
  if (most === undefined) text += `${atom}*${lazy}`;
  else add(most - least, (n) => `${atom}{0,${n}}${lazy}`);
  return `(?:${text})`;
}

type Refuse = (what: string) => never;

/** One escape, rewritten, and its length in the source. */
function escape(source: string, at: number, known: Readonly<Record<string, string>>, refuse: Refuse): [string, number] {
  const next = source[at + 1];
  if (next === undefined) return ['\\\\', 1];
  const unicode = /^\\u\{?([0-9a-fA-F]{4,6})\}?/.exec(source.slice(at, at + 12));
  if (unicode !== null) return [`\\x{${unicode[1]}}`, unicode[0].length];
  const short = /^\\x([0-9a-fA-F]?)(?![0-9a-fA-F{])/.exec(source.slice(at, at + 4));
  if (short !== null) return [`\\x{${short[1] === '' ? '0' : short[1]}}`, short[0].length];
  const control = /^\\c([@-_a-z])/.exec(source.slice(at, at + 3));
  if (control !== null) return [`\\x{${(control[1]!.toUpperCase().charCodeAt(0) ^ 0x40).toString(16)}}`, 3];
  if (Object.hasOwn(known, next)) return [known[next]!, 2];
  if (known === ESCAPES && next === 'Z') {
    // Before a last line break or at the end; elsewhere in an expression it would need to look ahead.
    if (at + 2 !== source.length) refuse('\\Z inside an expression');
    return ['(?:\\n?\\z)', 2];
  }
  if (known === ESCAPES && /[1-9gk]/.test(next)) refuse('backreferences');
  if (known === ESCAPES && /[GKX]/.test(next)) refuse(`\\${next}`);
  // A letter that means nothing escaped, or one outside ASCII, is itself.
  const point = source.codePointAt(at + 1)!;
  if (point > 0x7f) return [`\\x{${point.toString(16)}}`, 1 + String.fromCodePoint(point).length];
  return [`\\${next}`, 2];
}

function readClass(source: string, from: number, refuse: Refuse): [string, number] {
  let at = from + 1;
  let out = '[';
  if (source[at] === '^') out += source[at++]!;
  if (source[at] === ']') out += `\\${source[at++]}`;
  while (at < source.length && source[at] !== ']') {
    const posix = /^\[:\^?[a-z]+:\]/.exec(source.slice(at, at + 16));
    if (posix !== null) {
      out += posix[0];
      at += posix[0].length;
    } else if (source[at] === '\\') {
      const [text, length] = escape(source, at, CLASS_ESCAPES, refuse);
      out += text;
      at += length;
    } else if (source[at] === '[') {
      out += '\\[';
      at++;
    } else if (source[at] === '-' && /^-\\[dwsDWS]/.test(source.slice(at, at + 3))) {
      // No range ends in a class, so the dash is itself.
      out += '\\-';
      at++;
    } else out += source[at++]!;
  }
  if (source[at] !== ']') return [source.slice(from), source.length - from];
  return [`${out}]`, at + 1 - from];
}
