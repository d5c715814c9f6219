/** A rule as `GET /rules` lists it. */
export interface RuleLine {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly status: string;
  readonly description: string;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly falsePositives: readonly string[];
  readonly logsource: { readonly product?: string; readonly service?: string; readonly category?: string };
}

/** Whether every word of a search stands somewhere in what the rule says of itself. */
export function matches(rule: RuleLine, search: string): boolean {
  const { product = '', service = '', category = '' } = rule.logsource;
  const text = [rule.title, rule.level, rule.id, product, service, category, ...rule.techniques, ...rule.tactics]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
