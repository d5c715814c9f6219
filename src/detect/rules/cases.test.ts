import { describe, expect, it } from 'vitest';
import type { RuleAst, Test } from '../ast.ts';
import { parseRules } from '../compile-rules.ts';
import { CorrelationMemory } from '../correlation/memory.ts';
import { createEngine } from '../engine.ts';
import { expandSequence, type SequenceCase } from '../testing/sequence.ts';
import type { RuleMeta } from '../types.ts';
import { viewsFor } from './testing/views.ts';
import { bare, casesOf, disguise, ruleFiles, textOf, type Case, type Fields } from './testing/shipped.ts';

const all = parseRules(ruleFiles.map((path) => ({ path, text: textOf(path) })));
const whole = createEngine(all.rules.rules, all.rules.correlations);

/** What a file is known by: its correlation, else its rule. */
function known(file: string): { meta: RuleMeta; rule: RuleAst | undefined } {
  const { rules } = parseRules([{ path: file, text: textOf(file) }]);
  const id = /^id:\s*(\S+)/gm;
  const ids = [...textOf(file).matchAll(id)].map((m) => m[1]);
  const correlation = all.rules.correlations.find((c) => ids.includes(c.meta.id));
  const rule = rules.rules.find((r) => r.meta.silent !== true);
  const meta = correlation?.meta ?? rule?.meta;
  if (meta === undefined) throw new Error(`${file} defines no rule`);
  return { meta, rule: correlation === undefined ? rule : undefined };
}

const logsourceOf = (file: string): { product: string; service: string } => {
  const [product, service] = file.split('/');
  return { product: product!, service: service! };
};

/** Whether a correlation fires on a sequence; all rules are there, since it may count those of other files. */
function correlates(id: string, file: string, c: Case): boolean {
  const memory = new CorrelationMemory(whole.correlations);
  const source = logsourceOf(file);
  const fired = expandSequence(c as unknown as SequenceCase).flatMap(({ record, time }, i) => {
    const views = viewsFor(source, record);
    return memory.observe(whole.match(source, record, views), record, { uid: `e${i}`, time }, views);
  });
  return [...fired, ...memory.finish()].some((f) => f.correlation === id);
}

/** Every field that a rule reads; undefined where it looks at all values. */
function fieldsOf(rule: RuleAst): string[] | undefined {
  const items = Object.values(rule.searches).flatMap((s) => s.alternatives.flat());
  if (items.some((i) => i.field === null)) return undefined;
  const of = (t: Test): string[] => (t.kind === 'field' ? [t.path] : t.kind === 'any' ? t.of.flatMap(of) : []);
  return items.flatMap((i) => [i.field!, ...i.tests.flatMap(of)]);
}

it('all rules parse, without a warning', () => {
  expect(all.errors).toEqual([]);
  expect(all.warnings).toEqual([]);
});

describe.each(ruleFiles)('%s', (file) => {
  const { meta, rule } = known(file);
  const cases = casesOf(file);
  const engine = createEngine(rule === undefined ? [] : [rule]);
  const fires = (event: unknown): boolean => engine.match(logsourceOf(file), event as Fields).length > 0;

  it.each(cases)('$name (match: $match)', (c) =>
    expect(rule === undefined ? correlates(meta.id, file, c) : fires(c.event)).toBe(c.match),
  );

  it('has cases of both kinds, each with a name of its own', () => {
    expect(cases.filter((c) => c.match).length).toBeGreaterThanOrEqual(2);
    expect(cases.filter((c) => !c.match).length).toBeGreaterThanOrEqual(2);
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
  });

  it.runIf(rule !== undefined)(
    'fires on the deed whatever the case of values and whatever else the record holds',
    () => {
      const silent = cases.filter((c) => c.match && !fires(disguise(c.event)));
      expect(silent.map((c) => c.name)).toEqual([]);
    },
  );

  it.runIf(rule !== undefined)('fires on the deed though all else is missing from the record', () => {
    const fields = fieldsOf(rule!);
    const silent = fields === undefined ? [] : cases.filter((c) => c.match && !fires(bare(c.event, fields)));
    expect(silent.map((c) => c.name)).toEqual([]);
  });

  it('says what analysts need', () => {
    expect(meta.techniques.length).toBeGreaterThan(0);
    expect(meta.tactics.length).toBeGreaterThan(0);
    expect(meta.falsePositives.length).toBeGreaterThan(0);
    expect(meta.references.filter((r) => r.startsWith('https://')).length).toBeGreaterThan(0);
    expect(meta.description).toMatch(/Triage:\n1\. /);
    if (rule !== undefined) expect(rule.meta.logsource).toMatchObject(logsourceOf(file));
  });

  it.runIf(rule !== undefined)('is reached through the index of all rules', () => {
    const reached = (event: Fields): boolean => whole.match(logsourceOf(file), event).some((r) => r.id === meta.id);
    expect(cases.filter((c) => reached(c.event!) !== c.match).map((c) => c.name)).toEqual([]);
  });

  it.runIf(rule !== undefined)('names the fields that it went by', () => {
    const unexplained = cases.filter((c) => c.match && whole.explain(meta.id, c.event!).length === 0);
    expect(unexplained.map((c) => c.name)).toEqual([]);
  });
});
