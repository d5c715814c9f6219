import { expect, it } from 'vitest';
import { parseRules } from '../../../detect/compile-rules.ts';
import { createEngine } from '../../../detect/engine.ts';
import { ruleFiles, textOf } from '../../../detect/rules/testing/shipped.ts';
import { canonical } from '../../../ingest/sources/github/webhook/canonical.ts';
import { webhook } from './index.ts';

type Fields = Record<string, unknown>;
const files = ruleFiles.filter((path) => path.startsWith('github/'));
const { rules } = parseRules(files.map((path) => ({ path, text: textOf(path) })));
const loud = rules.rules.filter((rule) => rule.meta.silent !== true);
const engine = createEngine(loud);
const titles = new Map(loud.map((rule) => [rule.meta.id, rule.meta.title]));

const owner = { login: 'example-org', id: 4, type: 'Organization' };
const repository = { id: 1, full_name: 'example-org/billing', private: true, owner };
const sender = { login: 'mara-example', id: 7, type: 'User' };

/** Titles of the audit log's rules that a delivery sets off. */
const firedBy = (event: string, payload: Fields): (string | undefined)[] =>
  canonical({ event, received: '1768046400000' }, { repository, sender, ...payload }).flatMap((record) =>
    engine.match(webhook.logsource, record).map((match) => titles.get(match.id)),
  );

it.each<[title: string, event: string, payload: Fields]>([
  ['Repository made public', 'repository', { action: 'publicized' }],
  ['Repository made public', 'public', {}],
  ['Repository or organisation deleted by a person', 'repository', { action: 'deleted' }],
  [
    'Deploy key with write access added to a repository',
    'deploy_key',
    { action: 'created', key: { read_only: false } },
  ],
  [
    'Owner or administrator role given',
    'organization',
    { action: 'member_added', membership: { role: 'admin', user: { login: 'u' } } },
  ],
  [
    'App installed on all repositories',
    'installation',
    { action: 'created', installation: { app_slug: 'ship', repository_selection: 'all' } },
  ],
  [
    'Push protection bypassed with a secret in the push',
    'secret_scanning_alert',
    { action: 'created', alert: { push_protection_bypassed: true } },
  ],
])('“%s” is set off by %s %j', (title, event, payload) => {
  expect(firedBy(event, payload)).toContain(title);
});

it.each<[event: string, payload: Fields]>([
  ['repository', { action: 'privatized' }],
  ['repository', { action: 'created' }],
  ['deploy_key', { action: 'created', key: { read_only: true } }],
  ['organization', { action: 'member_added', membership: { role: 'member', user: { login: 'u' } } }],
  ['installation', { action: 'created', installation: { repository_selection: 'selected' } }],
  ['branch_protection_rule', { action: 'created', rule: {} }],
  ['issues', { action: 'deleted' }],
  ['push', { forced: false }],
])('no rule is set off by %s %j', (event, payload) => expect(firedBy(event, payload)).toEqual([]));

it('a branch that is opened to force pushes sets off the rule for weakened protection', () => {
  const rule = { allow_force_pushes_enforcement_level: 'everyone' };
  const changes = { allow_force_pushes_enforcement_level: { from: 'off' } };
  expect(firedBy('branch_protection_rule', { action: 'edited', rule, changes })).toHaveLength(1);
});
