import { and, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { slackUser } from './schema.ts';

/** Slack workspaces and who of them is which user. */
export const slackRepository = (db: AuthorityDb) => ({
  /** The user that a Slack account is mapped to in this organisation. */
  user: (org: string, team: string, id: string) =>
    db
      .select()
      .from(slackUser)
      .where(and(eq(slackUser.org, org), eq(slackUser.team, team), eq(slackUser.slackUser, id)))
      .get(),
});
