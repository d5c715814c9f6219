import { defineCommand, runCommand, showUsage, type CommandDef } from 'citty';
import { CliError, EXIT } from './lib/exit.ts';
import { plain } from './lib/output.ts';

/** Commands are loaded when called: `vedette approve` must not pay for the launcher. */
const subCommands = {
  start: () => import('./commands/start.ts').then((m) => m.start),
  demo: () => import('./commands/demo.ts').then((m) => m.demo),
  'sign-in': () => import('./commands/sign-in.ts').then((m) => m.signIn),
  status: () => import('./commands/status.ts').then((m) => m.status),
  incidents: () => import('./commands/incidents.ts').then((m) => m.incidents),
  findings: () => import('./commands/findings.ts').then((m) => m.findings),
  show: () => import('./commands/incidents.ts').then((m) => m.show),
  approve: () => import('./commands/incidents.ts').then((m) => m.approve),
  deny: () => import('./commands/incidents.ts').then((m) => m.deny),
  release: () => import('./commands/incidents.ts').then((m) => m.release),
  send: () => import('./commands/send.ts').then((m) => m.send),
  audit: () => import('./commands/audit.ts').then((m) => m.audit),
  incident: () => import('./commands/incident.ts').then((m) => m.incident),
  task: () => import('./commands/task.ts').then((m) => m.task),
  policies: () => import('./commands/policies.ts').then((m) => m.policies),
  reviews: () => import('./commands/reviews.ts').then((m) => m.reviews),
  accounts: () => import('./commands/accounts.ts').then((m) => m.accounts),
  sources: () => import('./commands/sources.ts').then((m) => m.sources),
  'dead-letters': () => import('./commands/dead-letters.ts').then((m) => m.deadLetters),
  rules: () => import('./commands/rules/index.ts').then((m) => m.rules),
  hunts: () => import('./commands/hunts.ts').then((m) => m.hunts),
  indicators: () => import('./commands/indicators.ts').then((m) => m.indicators),
  keys: () => import('./commands/keys.ts').then((m) => m.keys),
};

const main = defineCommand({
  meta: {
    name: 'vedette',
    description:
      'An autonomous security operations centre on Cloudflare Workers. Exit codes: 0 done, 1 refused or failed, 2 usage, 3 Vedette does not answer.',
  },
  subCommands: subCommands,
});

/** The innermost command that the arguments name, for its usage. */
async function commandOf(argv: readonly string[]): Promise<[CommandDef, CommandDef | undefined]> {
  let current = main as CommandDef;
  let parent: CommandDef | undefined;
  for (const word of argv) {
    const table =
      (typeof current.subCommands === 'function' ? await current.subCommands() : await current.subCommands) ?? {};
    const next = Object.hasOwn(table, word) ? table[word] : undefined;
    if (next === undefined) break;
    parent = current;
    current = typeof next === 'function' ? await next() : await next;
  }
  return [current, parent];
}

const argv = process.argv.slice(2);
try {
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h')) await showUsage(...(await commandOf(argv)));
  else await runCommand(main, { rawArgs: argv });
} catch (error) {
  if (error instanceof CliError) {
    console.error(plain(error.message));
    process.exitCode = error.exitCode;
  } else if (error instanceof Error && (error.name === 'CLIError' || 'code' in error)) {
    console.error(`${plain(error.message)}\nSee \`npm run vedette -- --help\`.`);
    process.exitCode = EXIT.usage;
  } else throw error;
}
