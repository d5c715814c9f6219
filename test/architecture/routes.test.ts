import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';
import { ROUTES } from '../../src/api/routes/index.ts';

it('the API has one file a route, and every one of them is served', async () => {
  const files: string[] = [];
  for await (const file of glob('src/api/routes/*/*.ts', { cwd: ROOT })) {
    if (file.endsWith('.test.ts')) continue;
    files.push(file);
    const routes = (await readFile(join(ROOT, file), 'utf8')).match(/= route\(/g) ?? [];
    expect(routes, file).toHaveLength(1);
  }
  expect(ROUTES).toHaveLength(files.length);
  const names = ROUTES.map((r) => `${r.method} ${r.path}`);
  expect(new Set(names).size).toBe(names.length);
});
