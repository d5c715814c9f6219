import { readFile, writeFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { replay, type ReplayInput } from '../../src/incident/replay.ts';
import { ask, currentClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import { printJson } from '../lib/output.ts';
import { incidentId } from './incidents.ts';

async function logOf(incident: string | undefined, file: string | undefined): Promise<ReplayInput> {
  if (file === undefined) {
    if (incident === undefined) throw new CliError('Name an incident, or a log with --file.', EXIT.usage);
    const path = { id: incidentId(incident) };
    const log = await ask((await currentClient()).GET('/incidents/{id}/log', { params: { path } }));
    return { reducer: log.reducer, events: log.events.map((e) => ({ ...e, body: e.body })), state: log.state };
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`${file} cannot be read.`, EXIT.usage);
  });
  try {
    const parsed = JSON.parse(text) as Partial<ReplayInput>;
    if (!Array.isArray(parsed.events) || typeof parsed.reducer !== 'string') throw new Error('no log');
    return { reducer: parsed.reducer, events: parsed.events, state: parsed.state };
  } catch {
    throw new CliError(`${file} is not the log of an incident (GET /api/v1/incidents/{id}/log).`, EXIT.usage);
  }
}

const replayCommand = defineCommand({
  meta: {
    name: 'replay',
    description: 'Run the log of an incident through this reducer: same events, same decisions, or where not',
  },
  args: {
    incident: { type: 'positional', description: 'Incident id', required: false },
    file: { type: 'string', description: 'A log saved before, instead of asking Vedette' },
    save: { type: 'string', description: 'Also write the log to this file' },
    json: { type: 'boolean', description: 'Print JSON on stdout', default: false },
  },
  async run({ args }) {
    const log = await logOf(args.incident, args.file);
    if (args.save !== undefined) await writeFile(args.save, `${JSON.stringify(log)}\n`);
    const { state: _state, ...result } = replay(log);
    const good = result.broken.length === 0 && result.same;
    if (!good) process.exitCode = EXIT.failed;
    if (args.json) return printJson(result);
    for (const step of result.phases)
      console.log(`${String(step.seq).padStart(4)}  ${step.type.padEnd(20)} ${step.phase}`);
    for (const b of result.broken) console.log(`line ${b.seq} ${b.reason}`);
    console.log(
      good
        ? `same state from ${result.phases.length} events; log hash ${result.hash.slice(0, 16)}…, reducer ${result.reducer.now}`
        : `NOT the same: ${result.differs.length > 0 ? `${result.differs.join(', ')} differ` : 'the log is broken'} (log by ${result.reducer.log}, reducer ${result.reducer.now})`,
    );
  },
});

export const incident = defineCommand({
  meta: { name: 'incident', description: 'Look into one incident' },
  subCommands: { replay: replayCommand },
});
