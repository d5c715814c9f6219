import type { Authority, Statement } from '../../../../src/storage/authority/db.ts';

interface Tools {
  readonly store: () => Authority;
  readonly run: (statement: Statement) => Promise<number[]>;
}
const row = { createdBy: 'CHANGED', createdAt: 2 };
const entry = { v: 1 as const, chain: 'org', type: 't', actor: 'worker:gate', at: 1, body: {} };

/** What the other organisation has: the workspace `T_theirs`, of it the account `U1`, which is `usr_theirs`. */
export const slackRows = (s: string) => ({
  workspace: { team: `T_${s}`, name: s, createdBy: 'x', createdAt: 1 },
  user: { team: `T_${s}`, slackUser: 'U1', user: `usr_${s}`, createdBy: 'x', createdAt: 1 },
});

/** Of another organisation's workspace nothing is seen, renamed, mapped into or taken away. */
export const slackCases = ({ store, run }: Tools): Record<string, (org: string) => Promise<unknown>> => {
  const condition = async (id: string, org: string, when: ReturnType<Authority['slack']['ifWorkspace']>) =>
    (await run(store().journal.add(org, { ...entry, id }, when)))[0] === 0 ? 'none' : 'theirs';
  return {
    workspaces: async (org) => (await store().slack.workspaces(org)).map((w) => w.team),
    workspace: (org) => store().slack.workspace(org, 'T_theirs'),
    putWorkspace: (org) => run(store().slack.putWorkspace(org, { team: 'T_theirs', name: 'CHANGED', ...row })),
    removeWorkspace: (org) => run(store().slack.removeWorkspace(org, 'T_theirs')),
    ifWorkspace: (org) => condition('entry_x6', org, store().slack.ifWorkspace(org, 'T_theirs')),
    users: async (org) => (await store().slack.users(org)).map((u) => u.team),
    user: (org) => store().slack.user(org, 'T_theirs', 'U1'),
    addUser: async (org) => {
      await run(store().slack.addUser(org, { team: 'T_theirs', slackUser: 'U2', user: 'usr_mine', ...row }));
      return store().slack.user(org, 'T_theirs', 'U2');
    },
    ifUser: (org) => condition('entry_x7', org, store().slack.ifUser(org, 'T_theirs', 'U1')),
    removeUser: (org) => run(store().slack.removeUser(org, 'T_theirs', 'U1')),
    removeUsersOf: (org) => run(store().slack.removeUsersOf(org, 'T_theirs')),
  };
};
