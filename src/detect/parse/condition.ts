import type { Condition } from '../ast.ts';
import { Fault, quote, type Context, type Path } from './fault.ts';

const TOKEN = /[()]|[^\s()]+/g;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const PATTERN = /^[A-Za-z0-9_.*-]+$/;
/** Deep enough for any rule that a person can read, far from the call stack's end. */
const MAX_DEPTH = 50;
const MAX_CHARS = 10_000;
const WORDS = ['and', 'or', 'not', 'of'];
const QUANTIFIERS = new Map<string, 'and' | 'or'>([
  ['1', 'or'],
  ['any', 'or'],
  ['all', 'and'],
]);

/** What stands for no search at all: it never holds. */
const NEVER: Condition = { kind: 'or', of: [] };
const ALWAYS: Condition = { kind: 'not', of: NEVER };

/**
 * Parses a condition: `not` binds closest, then `and`, then `or`; `1 of`, `any of` and `all of` are spelt out here, so that
 * later steps know names alone. Where such a pattern finds no search it never holds, `all of` included, and the context is told:
 * public rules keep `not 1 of filter_*` when their last filter is gone. If then nothing is left to ask, that is an error.
 * Throws `Fault`.
 */
export function parseCondition(text: string, names: readonly string[], path: Path, context: Context): Condition {
  return new Parser(text, names, path, context).whole();
}

class Parser {
  private readonly tokens: string[];
  private readonly names: readonly string[];
  private readonly path: Path;
  private readonly context: Context;
  private at = 0;
  private depth = 0;
  /** The first pattern that no search has a name for */
  private unknown: string | undefined;

  constructor(text: string, names: readonly string[], path: Path, context: Context) {
    this.names = names;
    this.path = path;
    this.context = context;
    if (text.length > MAX_CHARS)
      throw new Fault(path, `the condition is longer than ${MAX_CHARS} characters`, 'use `1 of` with a pattern');
    if (text.includes('|')) throw this.fault('an aggregation cannot stand here', 'write a correlation');
    this.tokens = [...text.matchAll(TOKEN)].map((m) => m[0]);
  }

  whole(): Condition {
    if (this.tokens.length === 0) throw this.fault('the condition is empty', 'name a search, such as `selection`');
    const condition = this.or();
    if (this.at < this.tokens.length)
      throw this.fault(`unexpected ${quote(this.tokens[this.at]!)}`, 'join searches with `and` or `or`');
    if (this.unknown === undefined) return condition;
    const message = `no search matches ${quote(this.unknown)}`;
    const hint = `searches here: ${this.names.join(', ')}`;
    if (condition === NEVER || condition === ALWAYS) throw this.fault(message, hint);
    this.context.warn(this.path, `condition: ${message}, so that part never holds`, hint);
    return condition;
  }

  private fault(message: string, hint?: string): Fault {
    return new Fault(this.path, `condition: ${message}`, hint);
  }

  private word(): string {
    return (this.tokens[this.at] ?? '').toLowerCase();
  }

  private or(): Condition {
    const of = [this.and()];
    while (this.word() === 'or') {
      this.at++;
      of.push(this.and());
    }
    return join('or', of);
  }

  private and(): Condition {
    const of = [this.not()];
    while (this.word() === 'and') {
      this.at++;
      of.push(this.not());
    }
    return join('and', of);
  }

  private not(): Condition {
    if (++this.depth > MAX_DEPTH) throw this.fault(`nested deeper than ${MAX_DEPTH}`, 'name parts of it as searches');
    try {
      if (this.word() === 'not') {
        this.at++;
        return negated(this.not());
      }
      return this.atom();
    } finally {
      this.depth--;
    }
  }

  private atom(): Condition {
    const token = this.tokens[this.at++];
    if (token === undefined) throw this.fault('it ends where a search is expected', 'name a search');
    if (token === '(') {
      const inner = this.or();
      if (this.tokens[this.at++] !== ')') throw this.fault('a parenthesis is not closed', 'write `)`');
      return inner;
    }
    // A search may be called `all`; only before `of` is it a quantifier.
    if (this.word() === 'of') return this.quantified(token);
    if (!NAME.test(token) || WORDS.includes(token.toLowerCase()))
      throw this.fault(
        `unexpected ${quote(token)} where a search is expected`,
        `searches here: ${this.names.join(', ')}`,
      );
    if (!this.names.includes(token))
      throw this.fault(`there is no search ${quote(token)}`, `searches here: ${this.names.join(', ')}`);
    return { kind: 'search', name: token };
  }

  private quantified(quantifier: string): Condition {
    this.at++;
    const kind = QUANTIFIERS.get(quantifier.toLowerCase());
    if (kind === undefined) throw this.fault(`${quote(quantifier)} of is not supported`, 'use `1 of` or `all of`');
    const pattern = this.tokens[this.at++];
    if (pattern === undefined || !PATTERN.test(pattern))
      throw this.fault('`of` needs a name pattern or `them`', 'for example `1 of selection_*`');
    const them = pattern.toLowerCase() === 'them';
    // Names that begin with an underscore are left out (Sigma specification, "Condition"), unless the pattern names it.
    const found = this.names.filter(
      (name) => (pattern.startsWith('_') || !name.startsWith('_')) && (them || matchesName(pattern, name)),
    );
    if (found.length === 0) {
      this.unknown ??= pattern;
      return NEVER;
    }
    this.context?.spend(this.path, found.length);
    return join(
      kind,
      found.map((name) => ({ kind: 'search', name })),
    );
  }
}

/** The names that a condition of plain names, `and`, `or`, `not` and parentheses speaks of, each once, in their order. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(TOKEN)].map((m) => m[0]).filter((t) => NAME.test(t) && !WORDS.includes(t.toLowerCase())),
  ),
];

/** What never or always holds decides the whole, or says nothing and is left out. */
function join(kind: 'and' | 'or', all: readonly Condition[]): Condition {
  const [decides, empty] = kind === 'and' ? [NEVER, ALWAYS] : [ALWAYS, NEVER];
  if (all.includes(decides)) return decides;
  const of = all.filter((c) => c !== empty);
  if (of.length === 0) return empty;
  return of.length === 1 ? of[0]! : { kind, of };
}

const negated = (of: Condition): Condition => (of === NEVER ? ALWAYS : of === ALWAYS ? NEVER : { kind: 'not', of });

function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return pattern === name;
  const [first, ...rest] = pieces as [string, ...string[]];
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= name.length - last.length;
}
