import { defineCommand } from 'citty';
import { LEVEL_BY_SEVERITY, Level, SEVERITY_BY_LEVEL } from '../../src/contracts/common.ts';
import { countOf } from '../lib/args.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { clockTime, plain, printJson, table } from '../lib/output.ts';
import { pages } from '../lib/pages.ts';

const TITLE_WIDTH = 90;

/** `high,critical` as the API counts severities: `4,5`. */
function severitiesOf(text: string): string {
  return text
    .split(',')
    .map((word) => {
      const level = Level.safeParse(word.trim());
      if (level.success) return SEVERITY_BY_LEVEL[level.data];
      throw new CliError(
        `--severity takes ${Level.options.join(', ')} or several with commas between, not "${plain(word)}".`,
        EXIT.usage,
      );
    })
    .join(',');
}

export const findings = defineCommand({
  meta: { name: 'findings', description: 'List findings, newest first' },
  args: {
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
    severity: { type: 'string', description: 'Only of this severity, such as high or high,critical' },
    rule: { type: 'string', description: 'Only of this rule id' },
    limit: { type: 'string', description: 'How many', default: '20' },
  },
  async run({ args }) {
    const filter = {
      ...(args.severity === undefined ? {} : { severity: severitiesOf(args.severity) }),
      ...(args.rule === undefined ? {} : { rule: args.rule }),
    };
    const limit = countOf(args.limit, 'limit');
    const client = await currentClient();
    const page = await pages((q) => ask(client.GET('/findings', { params: { query: { ...q, ...filter } } })), limit);
    if (args.json) return printJson(page);
    console.log(
      page.items.length === 0
        ? 'no findings'
        : table([
            ['ID', 'TIME', 'SEVERITY', 'RULE', 'INCIDENT', 'TITLE'],
            ...page.items.map((f) => [
              f.id,
              clockTime(f.time),
              LEVEL_BY_SEVERITY[f.severity] ?? String(f.severity),
              f.rule.id,
              f.incident ?? '-',
              f.title.slice(0, TITLE_WIDTH),
            ]),
          ]),
    );
  },
});
