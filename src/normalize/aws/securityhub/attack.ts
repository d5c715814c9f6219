import { tacticOf } from '../../attack-names.ts';
import { list } from '../../read.ts';
import { attackOf } from '../../tactics.ts';

/** What attackers are after: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types */
const EFFECTS: ReadonlyMap<string, string> = new Map([
  ['Data Exposure', 'collection'],
  ['Data Exfiltration', 'exfiltration'],
  ['Data Destruction', 'impact'],
  ['Denial of Service', 'impact'],
  ['Resource Consumption', 'impact'],
]);

/** Tactics and techniques of `TTPs/Discovery/Recon:EC2-PortProbe`: by its tactic, and by GuardDuty's own type, which ends it. */
export function attackOfTypes(record: Record<string, unknown>): { tactics: string[]; techniques: string[] } {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const type of list(record, 'Types').slice(0, 10)) {
    if (typeof type !== 'string') continue;
    const [namespace, category, ...rest] = type.slice(0, 500).split('/');
    const tactic =
      namespace === 'TTPs'
        ? tacticOf(category ?? '')
        : namespace === 'Effects'
          ? EFFECTS.get(category ?? '')
          : undefined;
    const known = attackOf(rest.join('/'));
    for (const one of tactic === undefined ? known.tactics : [tactic]) tactics.add(one);
    for (const one of known.techniques) techniques.add(one);
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}
