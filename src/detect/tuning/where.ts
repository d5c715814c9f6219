import { err, ok, type Result } from '../../kit/result.ts';
import { compileRules } from '../compile-rules.ts';
import type { Views } from '../types.ts';

export type WhereTest = (record: Record<string, unknown>, views?: Views) => boolean;

/** A rule around the search: JSON is YAML, so that it is read as any other rule is. */
const ruleAround = (where: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    title: 'where',
    id: '00000000-0000-4000-8000-000000000000',
    level: 'informational',
    logsource: { product: 'any' },
    detection: { where, condition: 'where' },
  });

/** One Sigma search (`{"userName|startswith": "svc-"}`) as a test of a raw record; the error says what is wrong with it. */
export function compileWhere(where: Readonly<Record<string, unknown>>): Result<WhereTest, string> {
  const { engine, errors } = compileRules([{ path: 'where', text: ruleAround(where) }]);
  const [fault] = errors;
  if (fault !== undefined) return err(fault.hint === undefined ? fault.message : `${fault.message} (${fault.hint})`);
  return ok((record, views) => engine.match(undefined, record, views).length > 0);
}
