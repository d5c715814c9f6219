/** What a judgement depends on beyond the draft: the hour, and how much of the budgets is left. */
export interface Moment {
  /** 0 to 23 and 1 (Monday) to 7, in the organisation's time zone */
  readonly hour: number;
  readonly dayOfWeek: number;
  /** Actions that may still go without a person this hour */
  readonly automaticLeft: number;
  /** Targets and dependents that were permitted in the sixty minutes before */
  readonly blastThisHour: number;
  /** What each agent may still do by itself this hour; an agent that is not named has no limit of its own */
  readonly agentActionsLeft: Readonly<Record<string, number>>;
}

/** Stands for "no limit of its own" in a policy's input. */
export const NO_AGENT_LIMIT = 1_000_000;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Hour (0 to 23) and day (1 = Monday) at a time (ms) in an IANA time zone; UTC where the zone is unknown. Pure. */
export function localTime(at: number, timezone: string): { readonly hour: number; readonly dayOfWeek: number } {
  const zone = isTimezone(timezone) ? timezone : 'UTC';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  const parts = format.formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return { hour: Number(part('hour')), dayOfWeek: DAYS.indexOf(part('weekday')) + 1 };
}

/** Whether a name is an IANA time zone that this runtime knows. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
