import type { RuleMeta } from '../types.ts';
import type { Feature } from './features.ts';

const meta = (
  feature: Feature,
  title: string,
  techniques: readonly string[],
  tactics: readonly string[],
): RuleMeta => ({
  id: `vedette.baseline.${feature.replace('_', '-')}`,
  title,
  level: 'low',
  status: 'experimental',
  techniques,
  tactics,
  description:
    'A principal that seldom does anything new did several new things at once, by its last 90 days. Triage: 1. Ask whoever it belongs to. ' +
    '2. Look at what else came from that address. 3. If nobody knows of it, deactivate its keys and end its sessions.',
  falsePositives: [
    'A person on a journey who takes up new work',
    'A pipeline that moved to other runners and got new tasks',
  ],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  logsource: {},
  kind: 'rule',
});
const ACCOUNT = ['T1078.004'];
const ENTRY = ['initial-access'];

/** What findings of baselines name as their rule, by the feature that says most. Organisations tune and suppress them like rules. */
export const BASELINE_RULES: Readonly<Record<Feature, RuleMeta>> = {
  country: meta('country', 'A principal came from a new country and did something else new', ACCOUNT, ENTRY),
  network: meta('network', 'A principal came from a new network and did something else new', ACCOUNT, ENTRY),
  access_key: meta(
    'access_key',
    'A principal used a new key and did something else new',
    ['T1098.001'],
    ['persistence'],
  ),
  region: meta('region', 'A principal went to a new region and did something else new', ['T1535'], ['defense-evasion']),
  user_agent: meta('user_agent', 'A principal came with a new program and did something else new', ACCOUNT, ENTRY),
  operation: meta('operation', 'A principal did several new things at once', ACCOUNT, ENTRY),
  hour: meta('hour', 'A principal did several new things at a new hour', ACCOUNT, ENTRY),
};
