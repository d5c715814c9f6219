import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of D1 that migrating needs. */
interface Statement {
  bind(...values: unknown[]): Statement;
  run(): Promise<unknown>;
  all(): Promise<{ results: Record<string, unknown>[] }>;
}
interface Database {
  prepare(sql: string): Statement;
  /** In one transaction */
  batch(statements: Statement[]): Promise<unknown>;
}

const TABLE =
  'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)';

/**
 * Applies drizzle-kit's SQL files in order, each once and as a whole, as `wrangler d1 migrations apply` does (same table, so that
 * either may follow the other).
 */
export async function applyMigrations(db: Database, dir: string): Promise<void> {
  await db.prepare(TABLE).run();
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all();
  const done = new Set(results.map((r) => String(r['name'])));
  const files = (await readdir(dir)).filter((f) => f.endsWith('.sql')).toSorted();
  for (const file of files) {
    if (done.has(file)) continue;
    await db.batch([
      db.prepare(await readFile(join(dir, file), 'utf8')),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(file),
    ]);
  }
}
