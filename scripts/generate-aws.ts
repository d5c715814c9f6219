/* Writes the roles' policies into infra/aws/access.yaml and puller.yaml from what the actions and the gate declare. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPolicies, withPullPolicy } from './aws-access.ts';
import { ROOT } from './bundle.ts';

for (const [name, made] of [
  ['access.yaml', withPolicies],
  ['puller.yaml', withPullPolicy],
] as const) {
  const file = join(ROOT, 'infra/aws', name);
  await writeFile(file, made(await readFile(file, 'utf8')));
}
