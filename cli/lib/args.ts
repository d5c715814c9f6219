import { CliError, EXIT } from './exit.ts';

/** A TCP port out of a flag. */
export function portOf(text: string, flag: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new CliError(`--${flag} takes a port from 1 to 65535, not "${text}".`, EXIT.usage);
  return port;
}

/** How many, out of a flag. */
export function countOf(text: string, flag: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new CliError(`--${flag} takes a number from 1, not "${text}".`, EXIT.usage);
  return count;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds out of a duration such as `5s`, `15m`, `4h`. */
export function durationMs(text: string, flag: string): number {
  const match = /^([0-9]{1,6})(ms|s|m|h|d)$/.exec(text);
  const ms = match ? Number(match[1]) * UNIT_MS[match[2]!]! : 0;
  if (ms <= 0) throw new CliError(`--${flag} takes a duration such as 5s, 15m or 4h, not "${text}".`, EXIT.usage);
  return ms;
}

/** Every value of a flag that may be given several times, in order: `--set a=1 --set=b=2`. */
export function everyValue(rawArgs: readonly string[], flag: string): string[] {
  const values: string[] = [];
  for (const [i, word] of rawArgs.entries()) {
    if (word === '--') break;
    if (word.startsWith(`--${flag}=`)) values.push(word.slice(flag.length + 3));
    else if (word === `--${flag}`) {
      const value = rawArgs[i + 1];
      if (value === undefined || value.startsWith('--')) throw new CliError(`--${flag} takes a value.`, EXIT.usage);
      values.push(value);
    }
  }
  return values;
}

/** Minutes out of a flag: a whole number from 0. */
export function minutesOf(text: string, flag: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !Number.isInteger(minutes) || minutes < 0)
    throw new CliError(`--${flag} takes minutes, a number from 0 (never), not "${text}".`, EXIT.usage);
  return minutes;
}
