import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { EMPTY_ROW, MODIFIERS, type WhereRow } from './where.ts';

const BOX =
  'min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm hover:border-faint aria-invalid:border-danger';

/** The lines of a search: field, comparison, values; and what may be added out of a finding. */
export function WhereRows({
  rows,
  onChange,
  offers,
  error,
}: {
  readonly rows: readonly WhereRow[];
  readonly onChange: (rows: readonly WhereRow[]) => void;
  readonly offers: readonly WhereRow[];
  readonly error: string | undefined;
}) {
  const id = useId();
  const put = (i: number, next: Partial<WhereRow>): void =>
    onChange(rows.map((r, j) => (i === j ? { ...r, ...next } : r)));
  const left = offers.filter((o) => !rows.some((r) => r.field === o.field));
  const wrong = error === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `${id}-error` };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium">Where all of this holds</legend>
      {rows.map((row, i) => (
        // eslint-disable-next-line react/no-array-index-key -- a line is its place
        <div
          key={i}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-1.5 rounded-md border border-line bg-canvas p-2"
        >
          <div className="grid min-w-0 gap-1.5 sm:grid-cols-[minmax(0,1.2fr)_minmax(0,.8fr)]">
            <input
              aria-label={`Field of line ${i + 1}`}
              value={row.field}
              placeholder="userIdentity.arn"
              maxLength={300}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(e) => put(i, { field: e.target.value })}
              className={`${BOX} mono h-8`}
              {...wrong}
            />
            <select
              aria-label={`Comparison of line ${i + 1}`}
              value={row.modifier}
              onChange={(e) => put(i, { modifier: e.target.value })}
              className={`${BOX} h-8`}
            >
              {MODIFIERS.map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </select>
            <textarea
              aria-label={`Values of line ${i + 1}, one each line`}
              value={row.values}
              rows={Math.min(6, row.values.split('\n').length)}
              placeholder={row.modifier === 'exists' ? 'true' : 'A value; more below it: any of them'}
              spellCheck={false}
              autoCapitalize="off"
              onChange={(e) => put(i, { values: e.target.value })}
              className={`${BOX} mono py-1.5 sm:col-span-2`}
              {...wrong}
            />
          </div>
          <IconButton
            icon="close"
            size="sm"
            label={`Remove line ${i + 1}`}
            disabled={rows.length === 1}
            onClick={() => onChange(rows.filter((_, j) => j !== i))}
          />
        </div>
      ))}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-xs text-danger wrap-anywhere">
          {error}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        <Button size="sm" look="quiet" icon="plus" onClick={() => onChange([...rows, EMPTY_ROW])}>
          Another field
        </Button>
        <span className="text-xs text-muted">
          A field of the raw record, or of the normalized event as <span className="mono">ocsf.…</span>
        </span>
      </div>
      {left.length > 0 && (
        <div className="flex flex-col gap-1">
          <p className="text-xs font-medium">Also so in what was found</p>
          <div className="flex flex-wrap gap-1.5">
            {left.map((o) => (
              <button
                key={`${o.field} ${o.values}`}
                type="button"
                title={`${o.field}: ${o.values}`}
                aria-label={`Add ${o.field} ${o.values}`}
                onClick={() => onChange([...rows.filter((r) => r.field !== '' || r.values !== ''), o])}
                className="mono inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm border border-line bg-sunken px-1.5 text-xs hover:border-line-strong pointer-coarse:min-h-9"
              >
                <span aria-hidden="true" className="text-accent">
                  +
                </span>
                <span className="shrink-0 text-muted">{o.field}</span>
                <span className="min-w-0 truncate">{o.values}</span>
              </button>
            ))}
          </div>
        </div>
      )}
    </fieldset>
  );
}
