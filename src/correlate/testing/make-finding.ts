import type { Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';

export const T0 = Date.UTC(2026, 0, 10, 12);
const TYPES: Readonly<Record<string, Entity['type']>> = {
  p: 'principal',
  k: 'access_key',
  i: 'instance',
  b: 'bucket',
  r: 'resource',
};

/** A finding of org_a: `entities` such as `p:alice` (principal), `k:AKIA1`, `i:i-1`, `b:logs`, `ip:192.0.2.1`; the first acts. */
export function makeFinding(
  id: string,
  entities: readonly string[],
  more: Partial<Finding> & { readonly rule?: Finding['rule'] } = {},
): Finding {
  const severity = more.severity ?? 4;
  return {
    v: 1,
    id: `fnd_${id}`,
    org: 'org_a',
    kind: 'rule',
    rule: { id: 'rule-a', title: 'A', level: 'high' },
    title: 'A',
    severity,
    confidence: 90,
    time: T0,
    acceptedAt: T0 + 40 * 24 * 3_600_000,
    detectedAt: T0,
    source: 'aws.cloudtrail',
    delivery: 'dlv_a',
    eventId: `event-${id}`,
    outcome: 'success',
    account: '123456789012',
    techniques: [],
    tactics: [],
    entities: entities.map((e, i) => {
      const [type, ...rest] = e.split(':') as [string, ...string[]];
      return { type: TYPES[type] ?? (type as Entity['type']), id: rest.join(':'), role: i === 0 ? 'actor' : 'target' };
    }),
    evidence: {},
    foreignAccount: false,
    ...more,
  };
}
