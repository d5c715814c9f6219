import { err, ok, type Result } from '../../kit/result.ts';
import type { CorrelationAst, RuleAst } from '../ast.ts';
import type { RuleError } from '../types.ts';
import { errorAt, readCollection, type Draft } from './collection.ts';
import { parseDetection } from './detection.ts';
import { Fault, type Context } from './fault.ts';
import { idOf } from './ids.ts';
import { parseMeta } from './meta.ts';

/** A rule, and the correlation over it that an aggregation of Sigma 1.0 means. */
export interface ReadRule {
  readonly rule: RuleAst;
  readonly correlation?: CorrelationAst;
}

/**
 * Reads a document that is a rule. One with an aggregation becomes two: the correlation keeps the id and the name, since what
 * it finds is what people know the rule for, and the rule below it is silent. Throws `Fault`.
 */
export function readRule({ content, file }: Draft, context: Context): ReadRule {
  const meta = parseMeta(content, 'rule', file);
  const { aggregation, searches, conditions } = parseDetection(content['detection'], ['detection'], context);
  if (aggregation === undefined) return { rule: { meta, searches, conditions } };
  const { name: _, ...nameless } = meta;
  const rule: RuleAst = { meta: { ...nameless, id: idOf(meta.id, 'base'), silent: true }, searches, conditions };
  const { groupBy, ...rest } = aggregation;
  return {
    rule,
    correlation: {
      meta: { ...meta, kind: 'correlation' },
      rules: [rule.meta.id],
      groupBy: groupBy.map((field) => ({ name: field, fields: { [rule.meta.id]: field } })),
      ...rest,
    },
  };
}

/** Parses a file of one rule; the error says where it is and what to do. Never throws. */
export function parseRule(path: string, text: string): Result<RuleAst, RuleError> {
  const { drafts, errors } = readCollection(path, text);
  const [draft, second] = drafts;
  if (errors[0] !== undefined) return err(errors[0]);
  if (draft === undefined) return err({ file: path, line: 1, column: 1, message: 'the file holds no rule' });
  if (second !== undefined)
    return err(errorAt(second, new Fault([], 'more than one document', 'use `parseRules` for a collection')));
  try {
    for (const kind of ['correlation', 'filter'])
      if (Object.hasOwn(draft.content, kind)) throw new Fault([kind], `a ${kind} is no rule`, 'use `parseRules`');
    return ok(readRule(draft, { placeholders: {}, warn: () => undefined, spend: () => undefined }).rule);
  } catch (fault) {
    return err(errorAt(draft, fault));
  }
}
