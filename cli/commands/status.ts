import { defineCommand } from 'citty';
import { ask, currentClient } from '../lib/client.ts';
import { EXIT } from '../lib/exit.ts';
import { printJson, table } from '../lib/output.ts';
import { currentCredentials } from '../lib/state.ts';

export const status = defineCommand({
  meta: { name: 'status', description: 'Whether the fleet answers, and what went through it' },
  args: { json: { type: 'boolean', description: 'Print JSON on stdout', default: false } },
  async run({ args }) {
    const { consoleUrl } = await currentCredentials();
    const client = await currentClient();
    const [ready, stats, approvals, { accounts }, keyless] = await Promise.all([
      ask(client.GET('/ready')),
      ask(client.GET('/stats')),
      ask(client.GET('/approvals')),
      ask(client.GET('/accounts')),
      ask(client.GET('/keyless')),
    ]);
    const waiting = [...new Set(approvals.plans.map((p) => p.incident))];
    if (!ready.ok) process.exitCode = EXIT.failed;
    const warnings = accounts.flatMap((a) => a.warnings.map((w) => `${a.account} ${a.name}: ${w}`));
    if (args.json) return printJson({ consoleUrl, ready, stats, waiting, warnings, keyless });
    const { latencyMs, ...counts } = stats;
    console.log(`${consoleUrl}  ${ready.ok ? 'ready' : 'not ready'}`);
    for (const check of ready.checks) if (!check.ok) console.log(`  ${check.name}: ${check.detail ?? 'not ok'}`);
    console.log(table(Object.entries(counts).map(([k, v]) => [`  ${k}`, String(v)])));
    console.log(`  latency ms  ${JSON.stringify(latencyMs)}`);
    console.log(waiting.length === 0 ? 'Nothing waits for approval.' : `Waiting for approval: ${waiting.join(' ')}`);
    if (keyless.stopped) console.log(`Keyless access to AWS is STOPPED: ${keyless.stopped.reason}`);
    for (const warning of warnings) console.log(`Warning: account ${warning}`);
  },
});
