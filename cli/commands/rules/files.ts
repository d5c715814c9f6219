import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, EXIT } from '../../lib/exit.ts';
import { plain } from '../../lib/output.ts';
import type { RuleError } from '../../../src/detect/types.ts';

/** The rules that ship. */
export const SHIPPED = 'src/detect/rules';

export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** What at least one document of a file with rules begins a line with; a title further in is that of another thing's list. */
const RULE_KEY =
  /^(?:["']?(?:title|action)["']?|\s{0,2}(?:- )?["']?(?:detection|correlation|filter|logsource)["']?)\s*:/m;

/**
 * Every `.yml` and `.yaml` file under a directory, or the one file, in one order on every machine; folders that begin with a dot
 * and `node_modules` are left out. `others` are YAML files that hold no rule at all. Throws (exit 2) what cannot be read.
 */
export async function ruleFiles(path: string): Promise<{ files: RuleFile[]; others: number }> {
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined)
    throw new CliError(`${plain(path)} is not there; name a directory of Sigma rules.`, EXIT.usage);
  const paths = kind.isDirectory() ? await under(path) : [path];
  const files: RuleFile[] = [];
  let others = 0;
  for (const one of paths) {
    const text = await readFile(one, 'utf8').catch(() => {
      throw new CliError(`${plain(one)} cannot be read.`, EXIT.usage);
    });
    if (RULE_KEY.test(text)) files.push({ path: one, text });
    else others++;
  }
  if (files.length === 0) throw new CliError(`${plain(path)} holds no Sigma rule (.yml).`, EXIT.usage);
  return { files, others };
}

async function under(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((e) => !e.name.startsWith('.') && e.name !== 'node_modules')
      .map(async (e) => {
        const path = join(directory, e.name);
        if (e.isDirectory()) return under(path);
        return /\.ya?ml$/i.test(e.name) && e.isFile() ? [path] : [];
      }),
  );
  return found.flat().toSorted();
}

/** One line: the path first, then the place, what is wrong and what to do. */
export const sayError = (e: RuleError): string =>
  plain(`${e.file}:${e.line}:${e.column}: ${e.message}${e.hint === undefined ? '' : ` (${e.hint})`}`).replaceAll(
    '\n',
    ' ',
  );
