import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { is, SQL } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import { accountsRepository } from './accounts.ts';
import { agentsRepository } from './agents.ts';
import { approvalsRepository } from './approvals.ts';
import { approverKeysRepository } from './approver-keys.ts';
import { ceremoniesRepository } from './ceremonies.ts';
import { decisionPointsRepository } from './decision-points.ts';
import { detectionsRepository } from './detections.ts';
import { directoryRepository } from './directory.ts';
import { doors } from './doors.ts';
import { identityProvidersRepository } from './identity-providers.ts';
import { journalRepository } from './journal.ts';
import { judgementsRepository } from './judgements.ts';
import { keylessRepository } from './keyless.ts';
import { linksRepository } from './links.ts';
import { oneTimeCodesRepository } from './one-time-codes.ts';
import { organisationsRepository } from './organisations.ts';
import { passkeysRepository } from './passkeys.ts';
import { peopleRepository } from './people.ts';
import { permitsRepository } from './permits.ts';
import { plansRepository } from './plans.ts';
import { policiesRepository } from './policies.ts';
import { protectedRepository } from './protected.ts';
import { sessionsRepository } from './sessions.ts';
import { slackRepository } from './slack.ts';
import { sourcesRepository } from './sources.ts';
import { windowsRepository } from './windows.ts';

export type AuthorityDb = DrizzleD1Database;
/** A write that has not run yet: hand several to `commit`, which runs them in one transaction. */
export type Statement = SQL | { toSQL(): { sql: string; params: unknown[] } };

const dialect = new SQLiteAsyncDialect();

/**
 * The gate's database. Every repository method takes the organisation first; what must look before the organisation is
 * known (an API key, a source) is under `doors` and nowhere else.
 */
export function openAuthority(d1: D1Database) {
  const db: AuthorityDb = drizzle(d1);
  return {
    doors: doors(db),
    organisations: organisationsRepository(db),
    people: peopleRepository(db),
    accounts: accountsRepository(db),
    approverKeys: approverKeysRepository(db),
    passkeys: passkeysRepository(db),
    links: linksRepository(db),
    ceremonies: ceremoniesRepository(db),
    sessions: sessionsRepository(db),
    identityProviders: identityProvidersRepository(db),
    oneTimeCodes: oneTimeCodesRepository(db),
    directory: directoryRepository(db),
    sources: sourcesRepository(db),
    policies: policiesRepository(db),
    judgements: judgementsRepository(db),
    decisionPoints: decisionPointsRepository(db),
    protected: protectedRepository(db),
    plans: plansRepository(db),
    approvals: approvalsRepository(db),
    permits: permitsRepository(db),
    keyless: keylessRepository(db),
    slack: slackRepository(db),
    windows: windowsRepository(db),
    agents: agentsRepository(db),
    detections: detectionsRepository(db),
    journal: journalRepository(db),
    /** Runs statements in one transaction, all or none. Answers how many rows each changed. Throws on a constraint. */
    async commit(statements: readonly Statement[]): Promise<number[]> {
      if (statements.length === 0) return [];
      // Not drizzle's own `batch`: it cannot bind the parameters of a raw statement on D1.
      const results = await d1.batch(
        statements.map((s) => {
          const query = is(s, SQL) ? dialect.sqlToQuery(s) : s.toSQL();
          return d1.prepare(query.sql).bind(...query.params);
        }),
      );
      return results.map((r) => r.meta.changes);
    },
  };
}
export type Authority = ReturnType<typeof openAuthority>;
