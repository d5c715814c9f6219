/** Control characters in text that came from events must not drive a terminal. */
// oxlint-disable-next-line no-control-regex -- stripping control characters is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
export const plain = (text: string): string => text.replace(CONTROL, '\u00b7');

export const printJson = (value: unknown): void => console.log(JSON.stringify(value));

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, i) => plain(cell).padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const clockTime = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
