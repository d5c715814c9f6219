/** Which OCSF class and activity an Okta event type is: https://developer.okta.com/docs/reference/api/event-types/ */
export interface ClassOf {
  readonly uid: 3001 | 3002 | 3005 | 3006 | 6003;
  readonly activity: number;
}
const OTHER = 99;

const ACCOUNT: ReadonlyMap<string, number> = new Map([
  ['user.lifecycle.create', 1],
  ['user.lifecycle.activate', 2],
  ['user.lifecycle.reactivate', 2],
  ['user.lifecycle.unsuspend', 2],
  ['user.account.update_password', 3],
  ['user.account.reset_password', 4],
  ['user.lifecycle.suspend', 5],
  ['user.lifecycle.deactivate', 5],
  ['user.lifecycle.delete.initiated', 6],
  ['user.lifecycle.delete.completed', 6],
  ['user.account.lock', 9],
  ['user.account.lock.limit', 9],
  ['user.mfa.factor.activate', 10],
  ['user.mfa.factor.deactivate', 11],
  ['user.mfa.factor.reset_all', 11],
  ['user.account.unlock', 12],
  ['user.account.unlock_by_admin', 12],
]);
const SESSION: ReadonlyMap<string, number> = new Map([
  ['user.session.start', 1],
  ['user.session.access_admin_app', 1],
  ['user.session.end', 2],
  ['user.session.clear', 2],
  ['user.session.expire', 2],
]);
const ACCESS: ReadonlyMap<string, number> = new Map([
  ['user.account.privilege.grant', 1],
  ['application.user_membership.add', 1],
  ['user.account.privilege.revoke', 2],
  ['application.user_membership.remove', 2],
]);
const GROUP: ReadonlyMap<string, number> = new Map([
  ['group.privilege.grant', 1],
  ['group.application_assignment.add', 1],
  ['group.privilege.revoke', 2],
  ['group.application_assignment.remove', 2],
  ['group.user_membership.add', 3],
  ['group.user_membership.remove', 4],
  ['group.lifecycle.delete', 5],
  ['group.lifecycle.create', 6],
]);
/** By the words after the last full stop. */
const VERBS: readonly (readonly [RegExp, number])[] = [
  [/^(create|add|grant|activate|import|issue|register|enable)/, 1],
  [/^(read|view|list|get|evaluate|download|export)/, 2],
  [/^(update|change|edit|rotate|reset|modify|move|reorder|override)/, 3],
  [/^(delete|remove|revoke|deactivate|disable|clear|unregister)/, 4],
];

export function classOf(eventType: string): ClassOf {
  const session = SESSION.get(eventType);
  if (session !== undefined) return { uid: 3002, activity: session };
  if (eventType.startsWith('user.authentication.')) return { uid: 3002, activity: 1 };
  if (eventType.startsWith('user.session.')) return { uid: 3002, activity: OTHER };
  const access = ACCESS.get(eventType);
  if (access !== undefined) return { uid: 3005, activity: access };
  const group = GROUP.get(eventType);
  if (group !== undefined) return { uid: 3006, activity: group };
  const account = ACCOUNT.get(eventType);
  if (account !== undefined) return { uid: 3001, activity: account };
  if (/^user\.(lifecycle|account|mfa\.factor)\./.test(eventType)) return { uid: 3001, activity: OTHER };
  // `app.oauth2.token.grant.id_token`
  if (eventType.includes('.token.grant.')) return { uid: 6003, activity: 1 };
  const verb = eventType.slice(eventType.lastIndexOf('.') + 1);
  return { uid: 6003, activity: VERBS.find(([pattern]) => pattern.test(verb))?.[1] ?? OTHER };
}
