import { isObject, textOf, type Obj } from '../../../read-json.ts';
import type { DeliveryFacts } from '../../../source.ts';

/** An own property down a path. */
function at(from: unknown, ...path: readonly string[]): unknown {
  let value = from;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** What one event says beyond its name, in the audit log's words. */
type Said = (payload: Obj) => Obj;
/** The audit log's name for the same, and what it says of it. */
type Entry = readonly [action: string, said?: Said];

const member: Said = (p) => ({
  user: at(p, 'member', 'login') ?? at(p, 'membership', 'user', 'login'),
  user_id: at(p, 'member', 'id') ?? at(p, 'membership', 'user', 'id'),
  team: at(p, 'team', 'slug'),
  permission: at(p, 'changes', 'permission', 'to') ?? at(p, 'membership', 'role'),
  old_permission: at(p, 'changes', 'permission', 'from') ?? at(p, 'changes', 'old_permission', 'from'),
});
const invited: Said = (p) => ({
  user: at(p, 'user', 'login') ?? at(p, 'invitation', 'login'),
  user_id: at(p, 'user', 'id'),
  email: at(p, 'invitation', 'email'),
  permission: at(p, 'invitation', 'role'),
});
const account: Said = (p) => ({ user: at(p, 'user', 'login'), user_id: at(p, 'user', 'id') });
const team: Said = (p) => ({ team: at(p, 'team', 'slug'), permission: at(p, 'team', 'permission') });
const key: Said = (p) => ({ title: at(p, 'key', 'title'), read_only: at(p, 'key', 'read_only') });
const app: Said = (p) => ({
  name: at(p, 'installation', 'app_slug'),
  integration: at(p, 'installation', 'app_slug'),
  repository_selection: at(p, 'installation', 'repository_selection'),
});
const token: Said = (p) => ({
  user: at(p, 'personal_access_token_request', 'owner', 'login'),
  repository_selection: at(p, 'personal_access_token_request', 'repository_selection'),
  token_id: at(p, 'personal_access_token_request', 'token_id'),
});
const ruleset: Said = (p) => ({
  ruleset_name: at(p, 'repository_ruleset', 'name'),
  ruleset_enforcement: at(p, 'repository_ruleset', 'enforcement'),
  ruleset_old_enforcement: at(p, 'changes', 'enforcement', 'from'),
});
const branch: Said = (p) => ({ name: at(p, 'rule', 'name') });
const blocked: Said = (p) => ({ blocked_user: at(p, 'blocked_user', 'login'), user: at(p, 'blocked_user', 'login') });
const becomes =
  (visibility: string, before?: string): Said =>
  () => ({ visibility, previous_visibility: before });

/**
 * Webhook events that the audit log knows by another name, by event and action. Whatever is not here keeps its own, `event.action`.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
 */
const NAMES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['branch_protection_configuration.disabled', ['repository_branch_protection_evaluation.disable']],
  ['branch_protection_configuration.enabled', ['repository_branch_protection_evaluation.enable']],
  ['branch_protection_rule.created', ['protected_branch.create', branch]],
  ['branch_protection_rule.deleted', ['protected_branch.destroy', branch]],
  ['branch_protection_rule.edited', ['protected_branch.update', branch]],
  ['deploy_key.created', ['public_key.create', key]],
  ['deploy_key.deleted', ['public_key.delete', key]],
  ['installation.created', ['integration_installation.create', app]],
  ['installation.deleted', ['integration_installation.destroy', app]],
  ['installation.suspend', ['integration_installation.suspend', app]],
  ['installation.unsuspend', ['integration_installation.unsuspend', app]],
  ['installation.new_permissions_accepted', ['integration_installation.version_updated', app]],
  ['installation_repositories.added', ['integration_installation.repositories_added', app]],
  ['installation_repositories.removed', ['integration_installation.repositories_removed', app]],
  ['member.added', ['repo.add_member', member]],
  ['member.edited', ['repo.update_member', member]],
  ['member.removed', ['repo.remove_member', member]],
  ['membership.added', ['team.add_member', member]],
  ['membership.removed', ['team.remove_member', member]],
  ['meta.deleted', ['hook.destroy']],
  ['org_block.blocked', ['org.block_user', blocked]],
  ['org_block.unblocked', ['org.unblock_user', blocked]],
  ['organization.deleted', ['org.delete']],
  ['organization.member_added', ['org.add_member', member]],
  ['organization.member_invited', ['org.invite_member', invited]],
  ['organization.member_removed', ['org.remove_member', member]],
  ['organization.renamed', ['org.rename']],
  ['personal_access_token_request.approved', ['personal_access_token.access_granted', token]],
  ['personal_access_token_request.created', ['personal_access_token.request_created', token]],
  ['personal_access_token_request.denied', ['personal_access_token.request_denied', token]],
  ['personal_access_token_request.cancelled', ['personal_access_token.request_cancelled', token]],
  ['public', ['repo.access', becomes('public', 'private')]],
  ['push', ['git.push', (p) => ({ ref: p['ref'], before: p['before'], after: p['after'], forced: p['forced'] })]],
  ['repository.archived', ['repo.archived']],
  ['repository.created', ['repo.create']],
  ['repository.deleted', ['repo.destroy']],
  ['repository.privatized', ['repo.access', becomes('private', 'public')]],
  ['repository.publicized', ['repo.access', becomes('public')]],
  ['repository.renamed', ['repo.rename', (p) => ({ old_name: at(p, 'changes', 'repository', 'name', 'from') })]],
  ['repository.transferred', ['repo.transfer', (p) => ({ old_user: formerOwner(p) })]],
  ['repository.unarchived', ['repo.unarchived']],
  ['repository_ruleset.created', ['repository_ruleset.create', ruleset]],
  ['repository_ruleset.deleted', ['repository_ruleset.destroy', ruleset]],
  ['repository_ruleset.edited', ['repository_ruleset.update', ruleset]],
  ['repository_vulnerability_alert.create', ['repository_vulnerability_alert.create']],
  ['secret_scanning_alert.created', ['secret_scanning_alert.create']],
  ['secret_scanning_alert.publicly_leaked', ['secret_scanning_alert.public_leak']],
  ['secret_scanning_alert.reopened', ['secret_scanning_alert.reopen']],
  ['secret_scanning_alert.resolved', ['secret_scanning_alert.resolve']],
  ['secret_scanning_alert.validated', ['secret_scanning_alert.validate']],
  ['team.added_to_repository', ['team.add_repository', team]],
  ['team.created', ['team.create', team]],
  ['team.deleted', ['team.destroy', team]],
  ['team.removed_from_repository', ['team.remove_repository', team]],
  ['team_add', ['team.add_repository', team]],
  // Of an Enterprise Server.
  ['user.created', ['user.create', account]],
  ['user.deleted', ['user.destroy', account]],
  ['workflow_run.completed', ['workflows.completed_workflow_run', (p) => ({ name: at(p, 'workflow_run', 'name') })]],
  ['workflow_run.requested', ['workflows.created_workflow_run', (p) => ({ name: at(p, 'workflow_run', 'name') })]],
]);

const formerOwner = (p: Obj): unknown =>
  at(p, 'changes', 'owner', 'from', 'organization', 'login') ?? at(p, 'changes', 'owner', 'from', 'user', 'login');

/** Settings of a branch's protection whose change the audit log names each by itself. */
const BRANCH_SETTINGS = [
  'admin_enforced',
  'allow_force_pushes_enforcement_level',
  'pull_request_reviews_enforcement_level',
  'required_status_checks_enforcement_level',
] as const;
/** Features of a repository that somebody may switch off, and how the audit log names that. */
const FEATURES = [
  ['secret_scanning', 'repository_secret_scanning'],
  ['secret_scanning_push_protection', 'repository_secret_scanning_push_protection'],
  ['advanced_security', 'repo.advanced_security'],
  ['dependabot_security_updates', 'repository_dependabot_security_updates'],
] as const;

/** Events of which one delivery tells several things that the audit log has a line each for. */
function more(name: string, p: Obj): { action: string; said: Obj }[] {
  if (name === 'branch_protection_rule.edited')
    return BRANCH_SETTINGS.filter((s) => at(p, 'changes', s) !== undefined).map((s) => ({
      action: `protected_branch.update_${s}`,
      said: { ...branch(p), [s]: at(p, 'rule', s) },
    }));
  if (name === 'security_and_analysis')
    return FEATURES.flatMap(([feature, named]) => {
      const before = at(p, 'changes', 'from', 'security_and_analysis', feature, 'status');
      const now = at(p, 'repository', 'security_and_analysis', feature, 'status');
      if (before === now || (now !== 'enabled' && now !== 'disabled')) return [];
      const verb = named.includes('.') ? `_${now}` : now === 'enabled' ? '.enable' : '.disable';
      return [{ action: `${named}${verb}`, said: {} }];
    });
  if (name === 'secret_scanning_alert.created' && at(p, 'alert', 'push_protection_bypassed') === true) {
    const by = at(p, 'alert', 'push_protection_bypassed_by');
    return [
      {
        action: 'secret_scanning_push_protection.bypass',
        said: { actor: at(by, 'login'), actor_id: at(by, 'id'), secret_type: at(p, 'alert', 'secret_type') },
      },
    ];
  }
  return [];
}

const present = (fields: Obj): Obj =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/**
 * A webhook's payload as records in the shape of the audit log, so that one set of rules reads both; the payload itself stays with
 * each. `received_at` is when it came in: many payloads say no time at all.
 */
export function canonical(facts: DeliveryFacts, payload: Obj): Obj[] {
  const event = facts['event'] ?? '';
  const sub = textOf(payload, 'action');
  const name = sub === undefined ? event : `${event}.${sub}`;
  const entry = NAMES.get(name);
  const owner =
    at(payload, 'organization') ?? at(payload, 'repository', 'owner') ?? at(payload, 'installation', 'account');
  const sender = at(payload, 'sender');
  const base = present({
    actor: at(sender, 'login'),
    actor_id: at(sender, 'id'),
    actor_type: at(sender, 'type'),
    actor_is_bot: sender === undefined ? undefined : at(sender, 'type') === 'Bot',
    org: at(owner, 'login'),
    org_id: at(owner, 'id'),
    business: at(payload, 'enterprise', 'slug'),
    repo: at(payload, 'repository', 'full_name'),
    repo_id: at(payload, 'repository', 'id'),
    public_repo:
      typeof at(payload, 'repository', 'private') === 'boolean' ? !at(payload, 'repository', 'private') : undefined,
  });
  const rest = {
    webhook: present({ event, action: sub, delivery: facts['delivery'], received_at: Number(facts['received']) }),
    payload,
  };
  const first = { action: entry?.[0] ?? name, said: entry?.[1]?.(payload) ?? {} };
  return [first, ...more(name, payload)].map(({ action, said }) => ({ action, ...base, ...present(said), ...rest }));
}
