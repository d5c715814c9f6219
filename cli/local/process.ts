import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pidFile = (stateDir: string): string => join(stateDir, 'workerd.pid');

/** Child processes of this one whose command is workerd, from /proc (Linux); elsewhere none, and nothing is remembered. */
async function workerdChildren(): Promise<number[]> {
  const found: number[] = [];
  const entries = await readdir('/proc').catch(() => []);
  for (const entry of entries) {
    if (!/^[0-9]+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === process.pid && (await isWorkerd(Number(entry)))) found.push(Number(entry));
  }
  return found;
}

async function isWorkerd(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0')[0]?.includes('workerd') === true;
}

/** Notes which workerd serves this state, so that the next launcher can end it if this one is killed outright. */
export async function rememberWorkerd(stateDir: string): Promise<void> {
  await writeFile(pidFile(stateDir), (await workerdChildren()).join('\n'));
}

/** Ends a workerd that a killed launcher left behind on this state: two on one SQLite folder would corrupt neither, but both would act. */
export async function killStale(stateDir: string): Promise<void> {
  const text = await readFile(pidFile(stateDir), 'utf8').catch(() => '');
  for (const pid of text.split('\n').map(Number)) {
    if (!(pid > 0) || !(await isWorkerd(pid))) continue;
    process.kill(pid, 'SIGKILL');
    for (let i = 0; i < 50 && (await isWorkerd(pid)); i++) await sleep(20);
  }
  await rm(pidFile(stateDir), { force: true });
}
