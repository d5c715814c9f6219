import { defineCommand } from 'citty';
import { compileRules } from '../../../src/detect/compile-rules.ts';
import { EXIT } from '../../lib/exit.ts';
import { plain, printJson } from '../../lib/output.ts';
import { casesBeside, casesPathOf, fires, knownBy } from './cases.ts';
import { ruleFiles, sayError, SHIPPED } from './files.ts';

export const test = defineCommand({
  meta: {
    name: 'test',
    description:
      'Run the cases beside rules (<rule>.cases.ndjson). Exit 1 if one does not hold or a rule has none of a kind',
  },
  args: {
    path: { type: 'positional', description: 'Directory or file of Sigma YAML', default: SHIPPED },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const { files } = await ruleFiles(args.path);
    const { engine, errors } = compileRules(files);
    const faults = errors.map(sayError);
    let held = 0;
    for (const file of files) {
      const ids = knownBy(engine, file);
      if (ids.size === 0) continue;
      const { cases, wrong } = await casesBeside(file.path);
      faults.push(...wrong);
      for (const kind of [true, false])
        if (!cases.some((c) => c.match === kind))
          faults.push(`${casesPathOf(file.path)}: no case that ${kind ? 'must' : 'must not'} fire; write one`);
      for (const c of cases) {
        const did = firesOr(faults, file.path, () => fires(engine, ids, c));
        if (did === c.match) held++;
        else if (did !== undefined)
          faults.push(`${file.path}: "${c.name}" ${c.match ? 'must fire and did not' : 'must not fire and did'}`);
      }
    }
    if (faults.length > 0) process.exitCode = EXIT.failed;
    if (args.json) return printJson({ files: files.length, held, faults });
    for (const fault of faults) console.log(plain(fault));
    console.error(`${held} cases hold in ${files.length} files; ${faults.length} faults`);
  },
});

function firesOr(faults: string[], file: string, run: () => boolean): boolean | undefined {
  try {
    return run();
  } catch (error) {
    faults.push(`${file}: ${error instanceof Error ? error.message : 'a case cannot be run'}`);
    return undefined;
  }
}
