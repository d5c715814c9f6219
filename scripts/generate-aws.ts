/* Writes the roles' policies into infra/aws/access.yaml from what the actions declare. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPolicies } from './aws-access.ts';
import { ROOT } from './bundle.ts';

const file = join(ROOT, 'infra/aws/access.yaml');
await writeFile(file, withPolicies(await readFile(file, 'utf8')));
