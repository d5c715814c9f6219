import { z } from '@hono/zod-openapi';
import { isReservedId, RuleId } from '../../contracts/detections.ts';
import type { DefinedRule } from '../../contracts/rules-api.ts';
import { fail } from '../app.ts';
import type { ApiDeps } from '../deps.ts';

export const RuleParam = z.object({ id: RuleId.openapi({ param: { name: 'id', in: 'path' } }) });

/**
 * The rule that a text is known by: its correlation, else the rule that is no part of one. Refuses (422) a text that does not
 * compile, naming the place, and one that defines several.
 */
export function ruleOf(deps: ApiDeps, text: string): DefinedRule {
  const { errors, rules } = deps.ruleTools.read(text);
  const [wrong] = errors;
  if (wrong !== undefined) {
    const hint = wrong.hint === undefined ? '' : ` (${wrong.hint})`;
    const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
    fail('unprocessable', `line ${wrong.line}, column ${wrong.column}: ${wrong.message}${hint}${more}`, {
      field: '/text',
    });
  }
  const known = rules.filter((r) => !r.silent);
  const [first] = known;
  if (first === undefined) return fail('unprocessable', 'The text defines no rule.', { field: '/text' });
  if (known.length > 1)
    fail('unprocessable', `The text defines ${known.length} rules: send each by itself.`, { field: '/text' });
  if (deps.rules().some((r) => rules.some((own) => own.id === r.id)))
    fail('conflict', 'A rule that ships has this id: give yours one of its own.', { field: '/text' });
  if (rules.some((r) => isReservedId(r.id)))
    fail('unprocessable', 'Findings of senders and of Vedette itself have such ids: give the rule another.', {
      field: '/text',
    });
  return first;
}
