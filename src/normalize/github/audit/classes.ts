import { actionOf, word, type Line } from './identity.ts';

/** A call of the API says in `request_method` what it does: https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise#enabling-audit-log-streaming-of-api-requests */
export const API_REQUEST = 'api.request';
const METHODS: ReadonlyMap<string, number> = new Map([
  ['POST', 1],
  ['GET', 2],
  ['HEAD', 2],
  ['PUT', 3],
  ['PATCH', 3],
  ['DELETE', 4],
]);

/** Which OCSF class and activity an action of the audit log is. */
export interface ClassOf {
  readonly uid: 3001 | 3002 | 3005 | 3006 | 6003;
  readonly activity: number;
}
const OTHER = 99;

const KNOWN: ReadonlyMap<string, ClassOf> = new Map<string, ClassOf>([
  ['user.login', { uid: 3002, activity: 1 }],
  ['user.failed_login', { uid: 3002, activity: 1 }],
  ['user.logout', { uid: 3002, activity: 2 }],
  ['user.two_factor_challenge_success', { uid: 3002, activity: 1 }],
  ['user.two_factor_challenge_failure', { uid: 3002, activity: 1 }],
  ['org.sso_response', { uid: 3002, activity: 1 }],
  ['business.sso_response', { uid: 3002, activity: 1 }],
  ['user.create', { uid: 3001, activity: 1 }],
  ['user.unsuspend', { uid: 3001, activity: 2 }],
  ['user.change_password', { uid: 3001, activity: 3 }],
  ['user.forgot_password', { uid: 3001, activity: 4 }],
  ['user.suspend', { uid: 3001, activity: 5 }],
  ['user.destroy', { uid: 3001, activity: 6 }],
  ['two_factor_authentication.enabled', { uid: 3001, activity: 10 }],
  ['two_factor_authentication.disabled', { uid: 3001, activity: 11 }],
  ['org.add_member', { uid: 3005, activity: 1 }],
  ['org.restore_member', { uid: 3005, activity: 1 }],
  ['org.update_member', { uid: 3005, activity: 1 }],
  ['org.remove_member', { uid: 3005, activity: 2 }],
  ['org.add_outside_collaborator', { uid: 3005, activity: 1 }],
  ['org.update_outside_collaborator', { uid: 3005, activity: 1 }],
  ['org.remove_outside_collaborator', { uid: 3005, activity: 2 }],
  ['organization_role.assign', { uid: 3005, activity: 1 }],
  ['organization_role.revoke', { uid: 3005, activity: 2 }],
  ['business.add_admin', { uid: 3005, activity: 1 }],
  ['business.remove_admin', { uid: 3005, activity: 2 }],
  ['repo.add_member', { uid: 3005, activity: 1 }],
  ['repo.update_member', { uid: 3005, activity: 1 }],
  ['repo.remove_member', { uid: 3005, activity: 2 }],
  ['team.add_member', { uid: 3006, activity: 3 }],
  ['team.remove_member', { uid: 3006, activity: 4 }],
  ['team.destroy', { uid: 3006, activity: 5 }],
  ['team.create', { uid: 3006, activity: 6 }],
  ['team.add_repository', { uid: 3006, activity: 1 }],
  ['team.update_repository_permission', { uid: 3006, activity: 1 }],
  ['team.remove_repository', { uid: 3006, activity: 2 }],
]);

/** `operation_type`, where a line says it. */
const OPERATIONS: ReadonlyMap<string, number> = new Map([
  ['create', 1],
  ['restore', 1],
  ['access', 2],
  ['modify', 3],
  ['transfer', 3],
  ['remove', 4],
]);
const VERBS: readonly (readonly [RegExp, number])[] = [
  [/^(create|add|invite|grant|enable|register|install|approve|publish|open|import|request)/, 1],
  [/^(clone|fetch|download|export|view|list|read)/, 2],
  [
    /^(update|edit|access|assign|label|lock|pin|rename|change|set|transfer|push|modif|archive|unarchive|resolve|reopen|dismiss|complete|suspend)/,
    3,
  ],
  [/^(destroy|delete|remove|disable|revoke|uninstall|block|cancel|deny|clear)/, 4],
  // `repositories_added`, `advanced_security_disabled`
  [/_(added|enabled)$/, 1],
  [/_(removed|disabled)$/, 4],
];

export function classOf(line: Line): ClassOf {
  const action = actionOf(line);
  const known = KNOWN.get(action);
  if (known) return known;
  if (action === API_REQUEST) return { uid: 6003, activity: METHODS.get(word(line, 'request_method') ?? '') ?? OTHER };
  const operation = word(line, 'operation_type');
  if (operation === 'authentication') return { uid: 3002, activity: 1 };
  const verb = action.slice(action.indexOf('.') + 1);
  const activity = OPERATIONS.get(operation ?? '') ?? VERBS.find(([pattern]) => pattern.test(verb))?.[1] ?? OTHER;
  return { uid: 6003, activity };
}
