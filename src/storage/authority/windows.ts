import { and, asc, eq, inArray } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { maintenanceWindow } from './schema.ts';

export type WindowRow = typeof maintenanceWindow.$inferSelect;

/** Maintenance windows of an organisation. */
export const windowsRepository = (db: AuthorityDb) => ({
  list: (org: string) =>
    db.select().from(maintenanceWindow).where(eq(maintenanceWindow.org, org)).orderBy(asc(maintenanceWindow.id)).all(),
  some: (org: string, ids: readonly string[]) =>
    db
      .select()
      .from(maintenanceWindow)
      .where(and(eq(maintenanceWindow.org, org), inArray(maintenanceWindow.id, [...ids])))
      .all(),
  put: (org: string, row: Omit<WindowRow, 'org'>) =>
    db
      .insert(maintenanceWindow)
      .values({ org, ...row })
      .onConflictDoUpdate({ target: [maintenanceWindow.org, maintenanceWindow.id], set: row }),
  remove: (org: string, id: string) =>
    db.delete(maintenanceWindow).where(and(eq(maintenanceWindow.org, org), eq(maintenanceWindow.id, id))),
});
