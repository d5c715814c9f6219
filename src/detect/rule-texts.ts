/** What is told to people of a rule that ships, in rules/texts.generated.ts. */
export type RuleTexts = readonly [
  id: string,
  yaml: string,
  /** Whether the rule must fire, and the case's name */
  cases: readonly (readonly [boolean, string])[],
  description: string,
  falsePositives: readonly string[],
  references: readonly string[],
];
