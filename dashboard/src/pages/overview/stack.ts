/** Severities in the order they are drawn: everything first, the worst last and therefore on the ground line. */
export const DRAWN = [
  { severity: 1, name: 'Informational', token: '--sev-info' },
  { severity: 2, name: 'Low', token: '--sev-low' },
  { severity: 3, name: 'Medium', token: '--sev-medium' },
  { severity: 4, name: 'High', token: '--sev-high' },
  { severity: 5, name: 'Critical', token: '--sev-critical' },
] as const;

export interface Point {
  readonly at: number;
  /** Index 0 is severity 1 */
  readonly bySeverity: readonly number[];
}

/** Columns for stacked bars: x in seconds, then for each severity the count of it and all that are worse. */
export function stacked(points: readonly Point[]): [number[], ...number[][]] {
  const x = points.map((p) => p.at / 1000);
  const sums = DRAWN.map(({ severity }) =>
    points.map((p) => p.bySeverity.slice(severity - 1).reduce((a, b) => a + b, 0)),
  );
  return [x, ...sums];
}
