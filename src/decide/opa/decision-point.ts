import type { DecisionPointRow } from '../../storage/authority/decision-points.ts';
import type { GateDeps } from '../deps.ts';
import type { DecisionPoint } from './client.ts';

/** The row that its sealed token belongs to. */
export const tokenPlace = (org: string) => ({ org, table: 'decision_point' as const, id: 'opa' });

/** A row as what can be asked; a problem in words where its token cannot be opened. */
export async function openDecisionPoint(
  deps: Pick<GateDeps, 'envelope' | 'decisionPointOrigins'>,
  row: DecisionPointRow,
): Promise<DecisionPoint | { readonly problem: string }> {
  const { url, timeoutMs } = row;
  const point = { url, timeoutMs, operatorsOrigins: deps.decisionPointOrigins };
  if (row.token === null) return { ...point, token: undefined };
  const token = await (await deps.envelope()).open(tokenPlace(row.org), row.token);
  return token.ok ? { ...point, token: token.value } : { problem: `its token cannot be read: ${token.error}` };
}
