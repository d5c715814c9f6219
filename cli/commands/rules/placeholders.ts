import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { CliError, EXIT } from '../../lib/exit.ts';
import { plain } from '../../lib/output.ts';

const Placeholders = z.record(z.string(), z.array(z.string()));

/** Values of `%name%` from a JSON file; none without one. Throws (exit 2) if it is no such file. */
export async function placeholdersFrom(path: string | undefined): Promise<z.infer<typeof Placeholders>> {
  if (path === undefined) return {};
  try {
    return Placeholders.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw new CliError(`${plain(path)} is no JSON file of placeholders: {"name": ["value", …]}.`, EXIT.usage);
  }
}
