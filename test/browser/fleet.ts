import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, launch, scratch } from '../e2e/support.ts';

export interface RunningFleet {
  readonly child: ChildProcess;
  /** Where `.vedette/` lives */
  readonly cwd: string;
  readonly consoleUrl: string;
  readonly ports: readonly string[];
  readonly stateDir: string;
  /** One-time sign-in link that it printed */
  readonly link: string;
  readonly output: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

async function run(
  args: readonly string[],
  cwd: string,
  stateDir: string,
  ports: readonly string[],
): Promise<RunningFleet> {
  const { child, finished } = launch([...args, '--state', stateDir, ...ports], cwd);
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
    stateDir,
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
  return run(['demo', ...more], cwd, join(cwd, 'demo'), await newPorts(true));
}

/** `vedette start`, on a state of its own or that of one before. */
export async function startAlone(before?: Pick<RunningFleet, 'cwd' | 'ports'>): Promise<RunningFleet> {
  const cwd = before?.cwd ?? (await scratch());
  return run(['start'], cwd, join(cwd, 'start'), before?.ports ?? (await newPorts(false)));
}

/** A one-time link for a new person of this role. */
export async function linkForNew(
  fleet: Pick<RunningFleet, 'cwd' | 'consoleUrl' | 'stateDir'>,
  role: string,
): Promise<string> {
  const { apiKey } = JSON.parse(await readFile(join(fleet.stateDir, 'credentials.json'), 'utf8')) as { apiKey: string };
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const response = await fetch(`${fleet.consoleUrl}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json() as Promise<Record<string, string>>;
  };
  const { id } = await post('/users', { name: `Second ${role}`, email: `${role}-${Date.now()}@example.com`, role });
  return (await post('/sign-in-links', { user: id }))['url']!;
}
