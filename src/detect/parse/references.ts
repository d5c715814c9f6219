import type { CorrelationAst } from '../ast.ts';
import { LEVEL_BY_SEVERITY, SEVERITY_BY_LEVEL } from '../../contracts/common.ts';
import type { RuleMeta } from '../types.ts';
import type { ReadCorrelation } from './correlation.ts';
import { Fault, quote, type Path } from './fault.ts';
import { renamed } from './filter.ts';
import { canonicalId } from './ids.ts';

/** What can be referred to: where it is written, and what it says of itself. */
export interface Target {
  readonly file: string;
  readonly meta: RuleMeta;
}

/** Finds rules and correlations by what their authors call them. */
export class Targets<T extends Target> {
  private readonly byId = new Map<string, T>();
  private readonly byName = new Map<string, T[]>();

  constructor(all: Iterable<T>) {
    for (const one of all) {
      this.byId.set(one.meta.id, one);
      const { name } = one.meta;
      if (name !== undefined) this.byName.set(name, [...(this.byName.get(name) ?? []), one]);
    }
  }

  /** An id goes before a name, a name of the same file before those of others. Throws `Fault` where it stays unclear. */
  find(reference: string, file: string, path: Path): T {
    const byId = this.byId.get(canonicalId(reference));
    if (byId !== undefined) return byId;
    const named = this.byName.get(reference) ?? [];
    const near = named.filter((t) => t.file === file);
    const [one, two] = near.length > 0 ? near : named;
    if (one === undefined)
      throw new Fault(
        path,
        `there is no rule ${quote(reference)}`,
        'refer to the id or the `name` of a rule that has no error',
      );
    if (two !== undefined) throw new Fault(path, `several rules are called ${quote(reference)}`, 'refer to the id');
    return one;
  }
}

/** A correlation before its references are resolved, or one that came without any. */
export type Pending = Target & { readonly read: ReadCorrelation | CorrelationAst };

const AT: Path = ['correlation', 'rules'];
/** Each link waits for the one below it, so a longer chain says nothing that people can follow. */
const MAX_CHAIN = 100;
/** Far from the call stack's end. */
const MAX_PATH = 2_000;
const isRead = (read: ReadCorrelation | CorrelationAst): read is ReadCorrelation => 'aliases' in read;

/**
 * Resolves what correlations refer to. One that refers to nothing known, to itself, in a circle or to a broken correlation
 * gets a fault; every other one becomes whole. Each result stands at its correlation's place.
 */
export function resolve<T extends Target>(all: readonly Pending[], targets: Targets<T>): (CorrelationAst | Fault)[] {
  const done = new Map<string, CorrelationAst | Fault>();
  const pending = new Map(all.map((p) => [p.meta.id, p]));
  const depths = new Map<string, number>();
  const path: string[] = [];
  const circular = new Set<string>();
  const judge = (one: Pending): CorrelationAst | Fault => {
    const { read } = one;
    if (!isRead(read)) return read;
    const found = read.rules.map((r, i) => targets.find(r, one.file, [...AT, i]));
    const self = found.findIndex((t) => t.meta.id === one.meta.id);
    if (self >= 0) return new Fault([...AT, self], 'the correlation refers to itself', 'refer to another rule');
    let broken: Target | undefined;
    for (const target of found) {
      const inner = pending.get(target.meta.id);
      if (inner !== undefined && visit(inner) instanceof Fault) broken ??= target;
    }
    if (circular.has(one.meta.id))
      return new Fault(AT, 'the correlation refers to itself through others', 'break the circle');
    const depth = 1 + Math.max(...found.map((t) => depths.get(t.meta.id) ?? 0));
    depths.set(one.meta.id, depth);
    if (broken === undefined && depth > MAX_CHAIN)
      return new Fault(AT, `a chain of more than ${MAX_CHAIN} correlations`, 'shorten it');
    if (broken === undefined) return whole(read, found, done);
    const message = `it refers to the correlation ${quote(broken.meta.title)}, which has an error`;
    return new Fault(AT, message, 'mend that one first');
  };
  const visit = (one: Pending): CorrelationAst | Fault | undefined => {
    const { id } = one.meta;
    const at = path.indexOf(id);
    if (at >= 0) for (const member of path.slice(at)) circular.add(member);
    if (at >= 0 || done.has(id)) return done.get(id);
    if (path.length >= MAX_PATH) return new Fault(AT, `a chain of more than ${MAX_CHAIN} correlations`, 'shorten it');
    path.push(id);
    let result: CorrelationAst | Fault;
    try {
      result = judge(one);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      result = fault;
    }
    path.pop();
    done.set(id, result);
    return result;
  };
  return all.map((one) => visit(one)!);
}

function whole(
  read: ReadCorrelation,
  found: readonly Target[],
  done: ReadonlyMap<string, CorrelationAst | Fault>,
): CorrelationAst {
  const { generate: _, levelless, aliases, groupBy, rules, expression, ...rest } = read;
  const idOf = new Map(rules.map((reference, i) => [reference, found[i]!.meta.id]));
  const metas = found.map(({ meta }) => {
    const resolved = done.get(meta.id);
    return resolved === undefined || resolved instanceof Fault ? meta : resolved.meta;
  });
  const ids = found.map((t) => t.meta.id);
  const known = new Map(aliases);
  const level = LEVEL_BY_SEVERITY[Math.max(...metas.map((m) => SEVERITY_BY_LEVEL[m.level]))]!;
  return {
    ...rest,
    meta: levelless ? { ...read.meta, level } : read.meta,
    // A rule twice says something only where the order counts.
    rules: read.type === 'temporal_ordered' ? ids : [...new Set(ids)],
    groupBy: groupBy.map((name) => {
      const alias = new Map((known.get(name) ?? []).map(([rule, field]) => [idOf.get(rule), field]));
      return { name, fields: Object.fromEntries(ids.map((id) => [id, alias.get(id) ?? name])) };
    }),
    ...(expression === undefined ? {} : { expression: renamed(expression, (r) => idOf.get(r)!) }),
  };
}
