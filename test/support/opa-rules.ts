/** The token that the rule `guarded` asks for. */
export const OPA_TOKEN = 'opa-test-token';

/** Rules of the test's OPA (opa-server.ts) that decide. */
const DECIDES = [
  'decide',
  'permit',
  'forbid',
  'two',
  'no-provenance',
  'two-bundles',
  'odd-revision',
  'guarded',
] as const;

/** Rules whose answer is no decision, each in its own way. */
export const NO_DECISION = [
  'slow',
  'hanging',
  'error',
  'accepted',
  'undefined',
  'empty',
  'nothing',
  'garbage',
  'list',
  'huge',
  'redirect',
  'reset',
  'boolean',
  'text',
  'null',
  'misspelt',
  'extra',
  'reasons-text',
  'many-approvals',
  'no-window',
  'unknown-obligation',
] as const;

export type OpaRule = (typeof DECIDES)[number] | (typeof NO_DECISION)[number];
