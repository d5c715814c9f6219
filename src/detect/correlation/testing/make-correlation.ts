import type { CorrelationAst } from '../../ast.ts';
import type { Hit } from '../types.ts';

export const T0 = Date.UTC(2026, 9, 13, 2);

/** A correlation rule for tests: `group-by: user`, a minute long unless told otherwise. */
export function makeCorrelation(
  more: Partial<Omit<CorrelationAst, 'meta'>> & { readonly id?: string; readonly silent?: true } = {},
): CorrelationAst {
  const { id = 'c1', silent, ...ast } = more;
  return {
    meta: {
      id,
      title: `Correlation ${id}`,
      level: 'high',
      status: 'stable',
      techniques: ['T1110'],
      tactics: ['credential-access'],
      description: '',
      falsePositives: [],
      references: [],
      logsource: {},
      kind: 'correlation',
      ...(silent === undefined ? {} : { silent }),
    },
    type: 'event_count',
    rules: ['r1'],
    groupBy: [{ name: 'user', fields: {} }],
    timespanMs: 60_000,
    bounds: [{ op: 'gte', value: 3 }],
    fields: [],
    ...ast,
  };
}

let hits = 0;
/** A hit `seconds` after {@link T0}. */
export function makeHit(seconds: number, more: Partial<Hit> = {}): Hit {
  return { correlation: 'c1', rule: 'r1', group: ['ann'], event: `e${++hits}`, time: T0 + seconds * 1000, ...more };
}
