import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { freePort, launch, scratch } from '../e2e/support.ts';

export interface RunningFleet {
  readonly child: ChildProcess;
  /** Where `.vedette/` lives */
  readonly cwd: string;
  readonly consoleUrl: string;
  readonly ports: readonly string[];
  /** One-time sign-in link that it printed */
  readonly link: string;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

async function run(args: readonly string[], cwd: string, ports: readonly string[]): Promise<RunningFleet> {
  const { child, finished } = launch([...args, ...ports], cwd);
  let output = '';
  child.stdout?.on('data', (d: Buffer) => (output += d.toString()));
  child.stderr?.on('data', (d: Buffer) => (output += d.toString()));
  const link = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no link within a minute:\n${output}`)), START_TIMEOUT_MS);
    const look = (): void => {
      const match = /https?:\/\/\S+\/sign-in#link=\S+/.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match[0]);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
  });
  return {
    child,
    cwd,
    ports,
    link,
    consoleUrl: new URL(link).origin,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await finished;
    },
  };
}

async function newPorts(simulator: boolean): Promise<string[]> {
  return [
    '--console-port',
    String(await freePort()),
    '--ingest-port',
    String(await freePort()),
    ...(simulator ? ['--simulator-port', String(await freePort())] : []),
  ];
}

/** `vedette demo`, waiting for a person: the attack is on its way when this resolves. */
export async function startDemo(more: readonly string[] = []): Promise<RunningFleet> {
  const cwd = await scratch();
  return run(['demo', '--state', join(cwd, 'demo'), ...more], cwd, await newPorts(true));
}

/** `vedette start`, on a state of its own or that of one before. */
export async function startAlone(before?: Pick<RunningFleet, 'cwd' | 'ports'>): Promise<RunningFleet> {
  const cwd = before?.cwd ?? (await scratch());
  return run(['start', '--state', join(cwd, 'start')], cwd, before?.ports ?? (await newPorts(false)));
}
