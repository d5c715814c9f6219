/* Says whether drizzle-kit would write a migration that is not there: a schema was changed and its SQL was not generated. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './bundle.ts';

const execute = promisify(execFile);
let stale = false;
for (const name of ['main', 'authority']) {
  const scratch = await mkdtemp(join(tmpdir(), 'vedette-migrations-'));
  const out = join(scratch, name);
  await cp(join(ROOT, 'migrations', name), out, { recursive: true });
  const config = join(scratch, 'drizzle.config.json');
  await writeFile(
    config,
    JSON.stringify({ dialect: 'sqlite', schema: join(ROOT, 'src/storage', name, 'schema.ts'), out }),
  );
  const before = (await readdir(out)).length;
  await execute(join(ROOT, 'node_modules/.bin/drizzle-kit'), ['generate', '--config', config, '--name', 'check'], {
    cwd: ROOT,
  });
  if ((await readdir(out)).length !== before) {
    stale = true;
    console.error(
      `migrations/${name} lacks a change of its schema; run \`npx drizzle-kit generate --config drizzle.${name}.config.ts --name <meaning>\`.`,
    );
  }
}
process.exitCode = stale ? 1 : 0;
