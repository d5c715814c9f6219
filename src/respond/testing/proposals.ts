import type { Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { Draft } from '../../contracts/plan.ts';
import { World } from '../../incident/testing/world.ts';
import { actions } from '../actions/registry.ts';
import { propose, type ProposeInput } from '../propose.ts';

export const HERE = '111122223333';
export const ELSEWHERE = '999900001111';
export const DEACTIVATE = 'aws.iam.deactivate-access-key';
export const ISOLATE = 'aws.ec2.isolate-instance';
export const SNAPSHOT = 'aws.ec2.snapshot-volumes';
export const INSTANCE = 'i-0123456789abcdef0';
export const ATTACKER = '203.0.113.7';

export const usedKey = (n: number, more: Partial<Entity> = {}): Entity => ({
  type: 'access_key',
  id: `AKIAEXAMPLE0000${String(n).padStart(5, '0')}`,
  role: 'actor',
  name: `user-${n}`,
  ...more,
});
export const madeKey = (n: number, more: Partial<Entity> = {}): Entity => usedKey(n, { role: 'target', ...more });
export const instance = (more: Partial<Entity> = {}): Entity => ({
  type: 'instance',
  id: 'i-0123456789abcdef0',
  role: 'target',
  ...more,
});

/** The incident after these findings and this discovery. */
export function stateAfter(findings: readonly Finding[], discovered: readonly Entity[] = []) {
  const w = new World();
  for (const f of findings) w.find(f);
  if (discovered.length === 0) return w.state!;
  w.fire('investigate');
  w.do('inspector_reported', {
    job: w.state!.round.job!,
    report: { nodes: [], edges: [], evidence: [], facts: [], discovered: [...discovered], limits: [] },
  });
  return w.state!;
}
/** What is proposed after these findings. */
export function drafts(
  findings: readonly Finding[],
  { discovered = [], ...more }: Partial<ProposeInput> & { discovered?: readonly Entity[] } = {},
): Draft[] {
  return propose({ state: stateAfter(findings, discovered), revision: 1, covered: [], actions, ...more });
}
export const short = (d: Draft): string =>
  `${d.spec.action} ${d.spec.target
    .replace(/\/evidence$/, '')
    .split(/[/:]/)
    .at(-1)}`;
export const targets = (...args: Parameters<typeof drafts>): string[] => drafts(...args).map(short);
