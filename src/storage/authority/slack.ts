import { and, asc, eq, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { slackUser, slackWorkspace } from './schema.ts';

type Row<T extends { $inferInsert: unknown }> = Omit<T['$inferInsert'], 'org'>;
export type SlackWorkspaceRow = typeof slackWorkspace.$inferSelect;
export type SlackUserRow = typeof slackUser.$inferSelect;

/** Slack workspaces and who of them is which user. */
export const slackRepository = (db: AuthorityDb) => ({
  workspaces: (org: string) =>
    db
      .select()
      .from(slackWorkspace)
      .where(eq(slackWorkspace.org, org))
      .orderBy(asc(slackWorkspace.createdAt), asc(slackWorkspace.team))
      .all(),
  workspace: (org: string, team: string) =>
    db
      .select()
      .from(slackWorkspace)
      .where(and(eq(slackWorkspace.org, org), eq(slackWorkspace.team, team)))
      .get(),
  /** A workspace speaks for one organisation: changes nothing (0) where it speaks for another; the same again renames it. */
  putWorkspace: (org: string, row: Row<typeof slackWorkspace>) =>
    sql`INSERT INTO slack_workspace (team, org, name, created_by, created_at)
      VALUES (${row.team}, ${org}, ${row.name}, ${row.createdBy}, ${row.createdAt})
      ON CONFLICT (team) DO UPDATE SET name = excluded.name WHERE slack_workspace.org = excluded.org`,
  /** Conditions for `journal.add`. */
  ifWorkspace: (org: string, team: string) =>
    sql`EXISTS (SELECT 1 FROM slack_workspace WHERE team = ${team} AND org = ${org})`,
  ifUser: (org: string, team: string, id: string) =>
    sql`EXISTS (SELECT 1 FROM slack_user WHERE team = ${team} AND slack_user = ${id} AND org = ${org})`,
  removeWorkspace: (org: string, team: string) =>
    db.delete(slackWorkspace).where(and(eq(slackWorkspace.org, org), eq(slackWorkspace.team, team))),

  users: (org: string) =>
    db
      .select()
      .from(slackUser)
      .where(eq(slackUser.org, org))
      .orderBy(asc(slackUser.createdAt), asc(slackUser.slackUser))
      .all(),
  /** The user that a Slack account is mapped to in this organisation. */
  user: (org: string, team: string, id: string) =>
    db
      .select()
      .from(slackUser)
      .where(and(eq(slackUser.org, org), eq(slackUser.team, team), eq(slackUser.slackUser, id)))
      .get(),
  /** Only within a workspace of the organisation, looked at in the same transaction; fails if the account is mapped already. */
  addUser: (org: string, row: Row<typeof slackUser>) =>
    sql`INSERT INTO slack_user (team, slack_user, org, "user", created_by, created_at)
      SELECT ${row.team}, ${row.slackUser}, ${org}, ${row.user}, ${row.createdBy}, ${row.createdAt}
      WHERE EXISTS (SELECT 1 FROM slack_workspace WHERE team = ${row.team} AND org = ${org})`,
  removeUser: (org: string, team: string, id: string) =>
    db.delete(slackUser).where(and(eq(slackUser.org, org), eq(slackUser.team, team), eq(slackUser.slackUser, id))),
  removeUsersOf: (org: string, team: string) =>
    db.delete(slackUser).where(and(eq(slackUser.org, org), eq(slackUser.team, team))),
});
