import type { CorrelationAst, Item, RuleAst, Test } from './ast.ts';
import { CurrentEvent, isField, placeOf, type FieldPlace, type Fields, type Root } from './compile/field.ts';
import { compileItem, type Judge } from './compile/item.ts';
import { classItem, compileRule } from './compile/rule.ts';
import { AllValues } from './compile/all-values.ts';
import { Slot } from './compile/slot.ts';
import { createExplainer } from './explain.ts';
import { Program, type Runnable } from './index/program.ts';
import { appliesTo } from './logsource.ts';
import type { Engine, LogSource, RuleMeta, Views } from './types.ts';

const NONE: readonly RuleMeta[] = [];

interface Compiled extends Runnable {
  readonly order: number;
}

/** Engine with what benches and tests count. */
export interface MeasuredEngine extends Engine {
  /** Rules judged so far, over all events */
  judged(): number;
}

/**
 * Compiles parsed rules: an index for each log source when its first record comes, a rule when it is first a candidate, an
 * expression when its literals are first met. Fields and items that rules share are fetched and judged once an event.
 */
export function createEngine(rules: readonly RuleAst[], correlations: readonly CorrelationAst[] = []): MeasuredEngine {
  const event = new CurrentEvent();
  const slots = new Map<string, Slot>();
  const slotAt = (place: FieldPlace): Slot => {
    const key = `${place.root}.${place.path}`;
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = new Slot(slots.size, place, event);
      slots.set(key, slot);
    }
    return slot;
  };
  const everywhere = new Map<Root, AllValues>();
  const valuesOf = (root: Root): AllValues => {
    let values = everywhere.get(root);
    if (values === undefined) {
      values = new AllValues(root, event);
      everywhere.set(root, values);
    }
    return values;
  };
  const items = new Map<string, Judge>();
  const compileShared = (item: Item, fields: Fields, root: string): Judge => {
    const key = `${root}${JSON.stringify(item)}`;
    let judge = items.get(key);
    if (judge === undefined) {
      judge = oncePerEvent(compileItem(item, fields), event);
      items.set(key, judge);
    }
    return judge;
  };
  const compile = (ast: RuleAst, order: number): Compiled => {
    const at: Fields = (field) => {
      const place = placeOf(field, ast.meta.logsource);
      return isField(place) ? slotAt(place) : valuesOf(place.root);
    };
    let judge: Judge | undefined;
    return {
      order,
      ast,
      tried: -1,
      slotOf: (field) => {
        const place = placeOf(field, ast.meta.logsource);
        if (isField(place)) return slotAt(place);
        return place.root === 'raw' ? undefined : null;
      },
      holds: () => {
        judge ??= compileRule(ast, (item) => compileShared(item, at, placeOf(null, ast.meta.logsource).root));
        return judge();
      },
    };
  };
  const compiled = rules.map(compile);
  // Log sources are those of our own normalizers, so this map stays small.
  const programs = new Map<string, Program<Compiled>>();
  const makeProgramFor = (source: LogSource | undefined): Program<Compiled> => {
    const key =
      source === undefined ? '' : [source.product, source.service, source.category ?? ''].join('\u0000').toLowerCase();
    let program = programs.get(key);
    if (program === undefined) {
      const chosen = compiled.filter((r) => source === undefined || appliesTo(r.ast.meta.logsource, source));
      const places = chosen.flatMap((r) => fieldsOf(r.ast).map((f) => placeOf(f, r.ast.meta.logsource)));
      const raw = new Set(
        places
          .filter(isField)
          .filter((p) => p.root === 'raw')
          .map(slotAt),
      );
      program = new Program(chosen, [...raw], event);
      programs.set(key, program);
    }
    return program;
  };
  // Records come in runs of one source, whose normalizer names it by one and the same object.
  let lastSource: LogSource | undefined;
  let last: Program<Compiled> | undefined;
  const programFor = (source: LogSource | undefined): Program<Compiled> => {
    if (last === undefined || source !== lastSource) {
      last = makeProgramFor(source);
      lastSource = source;
    }
    return last;
  };
  const explain = createExplainer(rules);
  return {
    rules: rules.map((r) => r.meta),
    correlations,
    match(source, record, views?: Views) {
      const program = programFor(source);
      event.begin(record, views);
      const hits = program.run();
      event.end();
      for (const values of everywhere.values()) values.clear();
      if (hits.length === 0) return NONE;
      return hits.toSorted((a, b) => a.order - b.order).map((r) => r.ast.meta);
    },
    explain,
    judged: () => [...programs.values()].reduce((sum, p) => sum + p.judged, 0),
  };
}

const oncePerEvent = (judge: Judge, event: CurrentEvent): Judge => {
  let stamp = -1;
  let held = false;
  return () => {
    if (stamp !== event.stamp) {
      held = judge();
      stamp = event.stamp;
    }
    return held;
  };
};

/** Every field that a rule reads; null stands for keywords. */
function fieldsOf(rule: RuleAst): readonly (string | null)[] {
  const out = new Set<string | null>();
  const add = (test: Test): void => {
    if (test.kind === 'field') out.add(test.path);
    if (test.kind === 'any') for (const inner of test.of) add(inner);
  };
  const ofClass = classItem(rule);
  const all = Object.values(rule.searches).flatMap((s) => s.alternatives.flat());
  for (const item of ofClass === undefined ? all : [...all, ofClass]) {
    out.add(item.field);
    for (const test of item.tests) add(test);
  }
  return [...out];
}
