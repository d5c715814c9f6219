import { defineCommand } from 'citty';
import { parseRules } from '../../../src/detect/compile-rules.ts';
import { EXIT } from '../../lib/exit.ts';
import { printJson } from '../../lib/output.ts';
import { ruleFiles, sayError, SHIPPED } from './files.ts';

export const check = defineCommand({
  meta: { name: 'check', description: 'Say what is wrong with rules, and where. Exit 1 if anything is' },
  args: {
    path: { type: 'positional', description: 'Directory or file of Sigma YAML', default: SHIPPED },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const { files, others } = await ruleFiles(args.path);
    const { rules, errors, warnings } = parseRules(files);
    if (errors.length > 0) process.exitCode = EXIT.failed;
    const counts = { files: files.length, rules: rules.rules.length, correlations: rules.correlations.length };
    if (args.json) return printJson({ ...counts, others, errors, warnings });
    for (const e of errors) console.log(sayError(e));
    for (const w of warnings) console.log(`warning: ${sayError(w)}`);
    console.error(
      `${counts.rules} rules and ${counts.correlations} correlations in ${counts.files} files; ${errors.length} wrong, ${warnings.length} warnings`,
    );
  },
});
