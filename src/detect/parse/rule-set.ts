import type { CorrelationAst, RuleAst, RuleSet } from '../ast.ts';
import type { RuleError, RuleMeta } from '../types.ts';
import { errorAt, readCollection, type Draft } from './collection.ts';
import { readCorrelation } from './correlation.ts';
import { Fault, quote, type Context, type Path } from './fault.ts';
import { filtered, fits, readFilter, type ReadFilter } from './filter.ts';
import { idOf } from './ids.ts';
import { resolve, Targets, type Pending, type Target } from './references.ts';
import { readRule, type ReadRule } from './rule.ts';

export interface ParseOptions {
  /** The values of `%name%` under the modifier `expand`, each a Sigma pattern */
  readonly placeholders?: Readonly<Record<string, readonly string[]>>;
  /** Rules of elsewhere that correlations may refer to by their ids; by those alone, so that no name is caught by accident */
  readonly known?: readonly RuleMeta[];
  /** What one file may unfold to: values, fields, searches of conditions. {@link FILE_MAX_PARTS} unless said. */
  readonly maxParts?: number;
}

/** A whole repository in one file is below; a list that says itself again and again (`action: repeat`, `1 of them`) is not. */
export const FILE_MAX_PARTS = 1_000_000;

export interface ParsedRules {
  readonly rules: RuleSet;
  readonly errors: readonly RuleError[];
  /** What is odd without stopping a rule */
  readonly warnings: readonly RuleError[];
  /** What all files together unfolded to */
  readonly parts: number;
}

interface RuleEntry {
  readonly draft: Draft;
  readonly file: string;
  readonly meta: RuleAst['meta'];
  readonly rule: RuleAst;
  readonly filters: ReadFilter[];
}
type CorrelationEntry = Pending & { readonly draft: Draft };
interface FilterEntry {
  readonly draft: Draft;
  readonly filter: ReadFilter;
}

type Entry =
  | { readonly kind: 'rule'; readonly id: string; readonly read: ReadRule }
  | { readonly kind: 'correlation'; readonly id: string; readonly read: ReturnType<typeof readCorrelation> }
  | { readonly kind: 'filter'; readonly id: string; readonly read: ReadFilter };

/**
 * Parses Sigma files to one set: rules, correlation rules and filters, any number of documents a file, in the order given.
 * A bad document becomes an error and the rest go on; the second use of an id is one as well.
 *
 * A rule that a correlation of the SAME file refers to becomes silent (it is counted and makes no finding) unless that or
 * another correlation of the file says `generate: true`. Rules of other files never do: an added correlation must not be able
 * to silence a rule that somebody else relies on. Never throws.
 */
export function parseRules(
  files: readonly { readonly path: string; readonly text: string }[],
  options: ParseOptions = {},
): ParsedRules {
  const errors: RuleError[] = [];
  const warnings: RuleError[] = [];
  const rules: RuleEntry[] = [];
  const correlations: CorrelationEntry[] = [];
  const filters: FilterEntry[] = [];
  const fileById = new Map<string, string>();
  const most = options.maxParts ?? FILE_MAX_PARTS;
  let parts = 0;
  for (const file of files) {
    const before = parts;
    const spend = (path: Path, more: number): void => {
      parts += more;
      if (parts - before <= most) return;
      const hint = 'split the file, or put long lists into the indicator store';
      throw new Fault(path, `the file unfolds to more than ${most} values and searches`, hint);
    };
    const { drafts, errors: unread } = readCollection(file.path, file.text);
    errors.push(...unread);
    for (const draft of drafts) {
      const odd: RuleError[] = [];
      const context: Context = {
        placeholders: options.placeholders ?? {},
        warn: (path, message, hint) => odd.push(errorAt(draft, new Fault(path, message, hint))),
        spend,
      };
      try {
        // What comes after the file's end of means is not even looked at.
        spend([], 0);
        const entry = claimed(draft, context, fileById);
        fileById.set(entry.id, file.path);
        if (entry.kind === 'filter') filters.push({ draft, filter: entry.read });
        else if (entry.kind === 'correlation')
          correlations.push({ draft, file: file.path, meta: entry.read.meta, read: entry.read });
        else {
          const { rule, correlation } = entry.read;
          rules.push({ draft, file: file.path, meta: rule.meta, rule, filters: [] });
          if (correlation !== undefined)
            correlations.push({ draft, file: file.path, meta: correlation.meta, read: correlation });
        }
        warnings.push(
          ...odd.filter((w, i) => odd.findIndex((o) => o.line === w.line && o.message === w.message) === i),
        );
      } catch (fault) {
        errors.push(errorAt(draft, fault));
      }
    }
  }
  const own = new Targets<CorrelationEntry | RuleEntry>([...rules, ...correlations]);
  const elsewhere = (options.known ?? []).map(({ name: _name, ...meta }): Target => ({ file: '', meta }));
  const targets = new Targets<Target>([...elsewhere, ...rules, ...correlations]);
  const ruleById = new Map(rules.map((r) => [r.meta.id, r]));
  let joined = 0;
  for (const one of filters) {
    if (joined > FILTERS_MAX_PARTS) errors.push(errorAt(one.draft, new Fault(['filter'], TOO_MANY_FILTERS)));
    else joined += applyFilter(one, own, ruleById, errors, warnings);
  }
  const resolved = resolve(correlations, targets);
  const whole: { readonly entry: CorrelationEntry; readonly ast: CorrelationAst }[] = [];
  resolved.forEach((ast, i) => {
    const entry = correlations[i]!;
    if (ast instanceof Fault) errors.push(errorAt(entry.draft, ast));
    else whole.push({ entry, ast });
  });
  const silent = silenced(whole, targets);
  const hush = <T extends RuleAst | CorrelationAst>(ast: T): T =>
    silent.has(ast.meta.id) ? { ...ast, meta: { ...ast.meta, silent: true } } : ast;
  return {
    rules: {
      rules: rules.map((r) => hush(r.filters.length === 0 ? r.rule : filtered(r.rule, r.filters))),
      correlations: whole.map(({ ast }) => hush(ast)),
    },
    errors: inOrder(errors, files),
    warnings: inOrder(warnings, files),
    parts,
  };
}

function read(draft: Draft, context: Context): Entry {
  const { content, file, ordinal } = draft;
  if (Object.hasOwn(content, 'correlation')) {
    const correlation = readCorrelation(content, file, context);
    return { kind: 'correlation', id: correlation.meta.id, read: correlation };
  }
  if (Object.hasOwn(content, 'filter')) {
    const filter = readFilter(content, file, ordinal, context);
    return { kind: 'filter', id: filter.id, read: filter };
  }
  const rule = readRule(draft, context);
  return { kind: 'rule', id: (rule.correlation ?? rule.rule).meta.id, read: rule };
}

/** Reads a document under an id that is still free: one that it did not choose itself gives way, its own is an error. */
function claimed(draft: Draft, context: Context, fileById: ReadonlyMap<string, string>): Entry {
  const entry = read(draft, context);
  const first = fileById.get(entry.id);
  if (first === undefined) return entry;
  if (draft.from[0]?.content['id'] !== undefined)
    throw new Fault(['id'], `the id ${entry.id} is already used by ${first}`, 'give the rule an id of its own');
  const another = read(
    { ...draft, content: { ...draft.content, id: idOf(draft.file, entry.id, String(draft.ordinal)) } },
    context,
  );
  if (fileById.has(another.id)) throw new Fault([], `the file ${draft.file} is already read`, 'give each file once');
  return another;
}

/** Filters times the rules that each is joined to. */
const FILTERS_MAX_PARTS = 100_000;
const TOO_MANY_FILTERS = `filters are joined to rules more than ${FILTERS_MAX_PARTS} times`;

/**
 * Joins a filter to the rules that it names; answers to how many. A rule with an aggregation is named by its correlation's id.
 */
function applyFilter(
  { draft, filter }: FilterEntry,
  targets: Targets<CorrelationEntry | RuleEntry>,
  ruleById: ReadonlyMap<string, RuleEntry>,
  errors: RuleError[],
  warnings: RuleError[],
): number {
  const at: Path = ['filter', 'rules'];
  const chosen = new Set<RuleEntry>();
  const add = (rule: RuleEntry): void => {
    chosen.add(rule);
  };
  const odd: Fault[] = [];
  if (filter.rules === 'any') [...ruleById.values()].filter((r) => fits(r.meta, filter)).forEach(add);
  else {
    filter.rules.forEach((reference, i) => {
      try {
        const target = targets.find(reference, draft.file, [...at, i]);
        const base = 'read' in target && !('aliases' in target.read) ? target.read.rules[0]! : target.meta.id;
        const rule = ruleById.get(base);
        if (rule === undefined)
          throw new Fault(
            [...at, i],
            `${quote(reference)} is a correlation`,
            'a filter names the rules that it counts',
          );
        if (fits(rule.meta, filter)) add(rule);
        else
          odd.push(
            new Fault(
              [...at, i],
              `the rule ${quote(reference)} is of another log source`,
              'give the filter the log source of its rules',
            ),
          );
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        odd.push(fault);
      }
    });
  }
  if (chosen.size === 0) {
    const hint = 'name rules of the filter\u2019s log source that have no error';
    errors.push(errorAt(draft, odd[0] ?? new Fault(at, 'the filter fits no rule', hint)));
    return 0;
  }
  for (const fault of odd) warnings.push(errorAt(draft, fault));
  for (const entry of chosen) entry.filters.push(filter);
  return chosen.size;
}

/** Ids of what makes no finding by itself. */
function silenced(
  whole: readonly { readonly entry: CorrelationEntry; readonly ast: CorrelationAst }[],
  targets: Targets<Target>,
): ReadonlySet<string> {
  const silent = new Set<string>();
  const heard = new Set<string>();
  for (const { entry, ast } of whole) {
    const generate = 'generate' in entry.read && entry.read.generate;
    for (const id of ast.rules)
      if (targets.find(id, entry.file, []).file === entry.file) (generate ? heard : silent).add(id);
  }
  for (const id of heard) silent.delete(id);
  return silent;
}

/** In the order of the files and of their lines, whatever found them. */
function inOrder(errors: readonly RuleError[], files: readonly { readonly path: string }[]): RuleError[] {
  const place = new Map(files.map((f, i) => [f.path, i]));
  return errors.toSorted(
    (a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
