import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from './migrations.ts';
import { convertV4MiniflareOptions, Miniflare } from './miniflare.ts';

let runtime: Miniflare;
beforeAll(() => {
  runtime = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: 'export default {}',
      compatibilityDate: '2026-10-01',
      d1Databases: ['DB'],
      telemetry: { enabled: false },
    }),
  );
});
afterAll(() => runtime.dispose());

test('each file is applied once and whole: what fails leaves nothing, and is tried again when it is mended', async () => {
  const db = await runtime.getD1Database('DB');
  const dir = await mkdtemp(join(tmpdir(), 'vedette-migrations-'));
  const tables = async (): Promise<unknown[]> =>
    (await db.prepare("SELECT name FROM sqlite_master WHERE name IN ('a', 'b', 'c') ORDER BY name").all()).results.map(
      (r) => r['name'],
    );
  await writeFile(join(dir, '0000_a.sql'), 'CREATE TABLE a (x);\n--> statement-breakpoint\nCREATE TABLE b (x);');
  await writeFile(join(dir, '0001_c.sql'), 'CREATE TABLE c (x);\n--> statement-breakpoint\nCREATE TABLE c (x);');
  await expect(applyMigrations(db, dir)).rejects.toThrow(/already exists/);
  expect(await tables()).toEqual(['a', 'b']);

  await writeFile(join(dir, '0001_c.sql'), 'CREATE TABLE c (x);');
  await applyMigrations(db, dir);
  await applyMigrations(db, dir);
  expect(await tables()).toEqual(['a', 'b', 'c']);
});
