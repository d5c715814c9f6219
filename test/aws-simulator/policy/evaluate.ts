import { conditionsHold, type Context } from './conditions.ts';
import type { Statement } from './document.ts';
import { actionFits, arnFits } from './match.ts';

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

export interface Question {
  readonly action: string;
  /** ARN, or `*` where the action knows no resources */
  readonly resource: string;
  readonly context: Context;
}

/** Policy variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const expander =
  (context: Context) =>
  (text: string): string =>
    text.includes('${')
      ? text.replaceAll(/\$\{([^}]{1,128})\}/g, (all, name: string) => {
          if (name === '*' || name === '?' || name === '$') return name;
          const [key = '', fallback] = name.split(',').map((s) => s.trim());
          return context[key.toLowerCase()]?.[0] ?? fallback?.replaceAll("'", '') ?? all;
        })
      : text;

export function statementFits(s: Statement, q: Question): boolean {
  const expand = expander(q.context);
  const action = s.actions.some((a) => actionFits(a, q.action));
  if (action === s.notActions) return false;
  // An action without resources is asked about as `*`, which only `*` (or a NotResource that is not `*`) covers.
  const resource = s.resources.some((r) => (q.resource === '*' ? r === '*' : arnFits(expand(r), q.resource)));
  if (resource === s.notResources) return false;
  return conditionsHold(s.conditions, q.context, expand);
}

/** An explicit deny beats every allow; nothing said is a deny. */
export function evaluate(
  statements: readonly Statement[],
  question: Question,
): { readonly decision: Decision; readonly matched: readonly Statement[] } {
  const fitting = statements.filter((s) => statementFits(s, question));
  const denies = fitting.filter((s) => s.effect === 'Deny');
  if (denies.length > 0) return { decision: 'explicitDeny', matched: denies };
  return fitting.length > 0 ? { decision: 'allowed', matched: fitting } : { decision: 'implicitDeny', matched: [] };
}
