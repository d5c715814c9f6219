import { memo, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Tick } from './field.tsx';

/** A column. `width` is a grid track (`88px`, `minmax(160px,2fr)`); `card` is its place on a phone's two-line card. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly width: string;
  readonly cell: (row: T) => ReactNode;
  readonly card?: 'mark' | 'title' | 'aside' | 'meta';
  /** Off until somebody turns it on. */
  readonly hidden?: boolean;
  readonly end?: boolean;
  /** Shown only where the table has so much room (px): a panel beside it takes some. */
  readonly from?: number;
}

interface RowProps {
  readonly row: unknown;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly template: string;
  readonly columns: readonly Column<unknown>[];
  readonly card: boolean;
  readonly id: string;
  readonly name: string;
  readonly ticked: boolean | undefined;
  readonly current: boolean;
  readonly opened: boolean;
  readonly tick: (id: string, on: boolean, range: boolean) => void;
  readonly choose: (index: number) => void;
}

/** One row, or one card on a phone. Memoized: while one scrolls only new rows are drawn. */
export const Row = memo(function Row(p: RowProps) {
  const at = (place: Column<unknown>['card']) => p.columns.filter((c) => c.card === place);
  const cells = (columns: readonly Column<unknown>[]) =>
    columns.map((c) => (
      <span key={c.id} className="min-w-0 truncate">
        {c.cell(p.row)}
      </span>
    ));
  return (
    <div
      role="row"
      aria-rowindex={p.index + 2}
      aria-selected={p.ticked ?? p.opened}
      aria-label={p.card ? p.name : undefined}
      tabIndex={p.current ? 0 : -1}
      data-index={p.index}
      onClick={() => p.choose(p.index)}
      style={{
        height: p.height,
        transform: `translateY(${p.top}px)`,
        ...(p.card ? {} : { gridTemplateColumns: p.template }),
      }}
      className={cx(
        'absolute inset-x-0 top-0 cursor-default border-b border-line/70 px-4 hover:bg-hover sm:px-6 focus-visible:-outline-offset-2',
        p.card ? 'flex items-center gap-3' : 'grid items-center gap-x-4',
        p.opened && 'bg-accent-soft/60 hover:bg-accent-soft/60',
        p.ticked === true && 'bg-accent-soft/40',
      )}
    >
      {p.ticked !== undefined && (
        <span role="gridcell" className="flex">
          {/* A finger needs more than the box. */}
          <label
            className={cx('flex', p.card ? '-mx-3 -my-2 px-3 py-4' : '-m-2 p-2')}
            onClick={(event) => event.stopPropagation()}
          >
            <Tick
              tabIndex={-1}
              checked={p.ticked}
              label={`Select ${p.name}`}
              onChange={(on, shift) => p.tick(p.id, on, shift)}
            />
          </label>
        </span>
      )}
      {p.card ? (
        <>
          <span role="gridcell" className="flex">
            {cells(at('mark'))}
          </span>
          <span role="gridcell" className="flex min-w-0 flex-1 flex-col gap-0.5">
            <span className="flex items-baseline gap-2">
              <span className="min-w-0 flex-1 truncate font-medium">{cells(at('title'))}</span>
              <span className="shrink-0 text-xs text-muted">{cells(at('aside'))}</span>
            </span>
            <span className="flex min-w-0 items-baseline gap-3 overflow-hidden text-xs text-muted">
              {cells(at('meta'))}
            </span>
          </span>
        </>
      ) : (
        p.columns.map((c) => (
          <div role="gridcell" key={c.id} className={cx('min-w-0 truncate', c.end === true && 'text-right')}>
            {c.cell(p.row)}
          </div>
        ))
      )}
    </div>
  );
});
