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
const isRead = (read: ReadCorrelation | CorrelationAst): read is ReadCorrelation => 'aliases' in read;

/**
 * Resolves what correlations refer to. One that refers to nothing known, to itself, in a circle or to a broken correlation
 * gets a fault; every other one becomes whole. Each result stands at its correlation's place.
 */
export function resolve<T extends Target>(all: readonly Pending[], targets: Targets<T>): (CorrelationAst | Fault)[] {
  const done = new Map<string, CorrelationAst | Fault>();
  const open = new Map<string, { readonly pending: Pending; readonly targets: readonly T[] }>();
  for (const pending of all) {
    const { id } = pending.meta;
    if (!isRead(pending.read)) {
      done.set(id, pending.read);
      continue;
    }
    try {
      const found = pending.read.rules.map((r, i) => targets.find(r, pending.file, [...AT, i]));
      const self = found.findIndex((t) => t.meta.id === id);
      if (self >= 0) throw new Fault([...AT, self], 'the correlation refers to itself', 'refer to another rule');
      open.set(id, { pending, targets: found });
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      done.set(id, fault);
    }
  }
  const inner = new Set(all.map((p) => p.meta.id));
  for (let moved = true; moved;) {
    moved = false;
    for (const [id, { pending, targets: found }] of open) {
      const below = found.filter((t) => inner.has(t.meta.id));
      const broken = below.find((t) => done.get(t.meta.id) instanceof Fault);
      if (broken === undefined && below.some((t) => !done.has(t.meta.id))) continue;
      const fault = (): Fault =>
        new Fault(
          AT,
          `it refers to the correlation ${quote(broken!.meta.title)}, which has an error`,
          'mend that one first',
        );
      done.set(id, broken === undefined ? whole(pending.read as ReadCorrelation, found, done) : fault());
      open.delete(id);
      moved = true;
    }
  }
  for (const id of open.keys())
    done.set(id, new Fault(AT, 'the correlation refers to itself through others', 'break the circle'));
  return all.map((p) => done.get(p.meta.id)!);
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
