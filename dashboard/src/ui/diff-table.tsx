export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const shown = (value: unknown): string =>
  value === undefined || value === null
    ? 'not set'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value, null, 1);

/** What would change: the place, what is there now, what will be. Sign and word say it besides the colour. */
export const DiffTable = ({ changes, caption }: { readonly changes: readonly Change[]; readonly caption: string }) => (
  <div className="overflow-x-auto rounded-md border border-line">
    <table className="w-full border-collapse text-left text-xs max-sm:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-sm:sr-only">
        <tr className="border-b border-line bg-sunken text-muted">
          {['Place', 'Now', 'After'].map((h) => (
            <th key={h} scope="col" className="px-3 py-1.5 font-medium">
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {changes.map((c) => (
          <tr key={c.path} className="border-b border-line align-top last:border-0 max-sm:block max-sm:py-1">
            <th scope="row" className="mono px-3 py-1.5 font-normal text-muted wrap-anywhere max-sm:block">
              {c.path}
            </th>
            <td className="mono bg-danger-soft/60 px-3 py-1.5 wrap-anywhere whitespace-pre-wrap max-sm:block">
              <span aria-hidden="true" className="mr-2 text-danger select-none">
                −
              </span>
              {shown(c.before)}
            </td>
            <td className="mono bg-ok-soft/60 px-3 py-1.5 wrap-anywhere whitespace-pre-wrap max-sm:block">
              <span aria-hidden="true" className="mr-2 text-ok select-none">
                +
              </span>
              {shown(c.after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
