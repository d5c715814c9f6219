const DAY_MS = 86_400_000;

/** A part of the moment that a value says, in UTC; undefined if it says none. */
export function partOfTime(value: unknown, part: string): number | undefined {
  const isMoment = typeof value === 'string' || (typeof value === 'number' && value > 1e11);
  const at = isMoment ? new Date(value) : undefined;
  if (at === undefined || Number.isNaN(at.getTime())) return undefined;
  const [date = '', clock = ''] = at.toISOString().split('T');
  const [year, month, day] = date
    .replace(/^[+-]?0*(?=\d)/, '')
    .split('-')
    .map(Number);
  if (part === 'year') return year;
  if (part === 'month') return month;
  if (part === 'day') return day;
  if (part === 'hour') return Number(clock.slice(0, 2));
  if (part === 'minute') return Number(clock.slice(3, 5));
  return weekOf(at);
}

/** ISO 8601: weeks begin on Monday and belong to the year of their Thursday, of which they are the n-th. */
function weekOf(at: Date): number {
  let thursday = Math.floor(at.getTime() / DAY_MS);
  while (new Date(thursday * DAY_MS).getUTCDay() !== 1) thursday--;
  thursday += 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  let count = 0;
  for (let day = thursday; new Date(day * DAY_MS).getUTCFullYear() === year; day -= 7) count++;
  return count;
}
