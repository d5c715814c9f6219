import {
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
  type ColumnVisibilityState,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Pages } from '../api/use-pages.ts';
import { cx } from '../lib/cx.ts';
import { useHotkeys } from '../lib/hotkeys.ts';
import { useNarrow } from '../lib/use-media.ts';
import { useDensity } from '../session/preferences.ts';
import { Button } from './button.tsx';
import { Row, type Column } from './data-row.tsx';
import { Tick } from './field.tsx';
import { ErrorState, Skeleton } from './states.tsx';

export type { Column } from './data-row.tsx';

export interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly pages: Pages<T>;
  readonly idOf: (row: T) => string;
  /** What a row is called when it is ticked or read aloud. */
  readonly nameOf: (row: T) => string;
  readonly visibility: ColumnVisibilityState;
  readonly open: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  readonly empty: ReactNode;
  /** What `e` does to the rows that are ticked, or else the one in focus. */
  readonly onAct?: { readonly label: string; run(ids: readonly string[]): void };
  /** Shown over the table while rows are ticked; without it there is nothing to tick. */
  readonly bulk?: (ids: readonly string[], clear: () => void) => ReactNode;
}

const ROW_PX = { compact: 32, normal: 38 } as const;
const CARD_PX = 62;
const OVERSCAN = 8;
/** The next page is asked for when this many rows are left below. */
const AHEAD_ROWS = 60;
const features = tableFeatures({ columnVisibilityFeature });
const helper = createColumnHelper<typeof features, object>();

const placeholder = (height: number, i: number) => (
  <div key={i} style={{ height }} className="flex items-center gap-4 border-b border-line px-4 sm:px-6">
    <Skeleton className="h-4 w-5" />
    <Skeleton className={['w-1/3', 'w-1/4', 'w-2/5', 'w-3/10'][i % 4]!} />
    <Skeleton className="ml-auto w-16" />
  </div>
);

/** Width of an element (px), in steps, so that dragging a window's edge does not draw every row anew at each pixel. */
function useRoom(of: RefObject<HTMLElement | null>, there: boolean): number {
  const [room, setRoom] = useState(Infinity);
  useEffect(() => {
    if (of.current === null) return undefined;
    const watch = new ResizeObserver(([entry]) => setRoom(Math.floor((entry?.contentRect.width ?? 0) / 20) * 20));
    watch.observe(of.current);
    return () => watch.disconnect();
  }, [of, there]);
  return room;
}

/**
 * A list of any length: rows of one height, only those in sight are in the page, further pages come while scrolling.
 * Keys: j k move, Enter or o opens, x ticks, Shift-J/K tick along, e acts, Escape lets go.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { pages, idOf, nameOf, open, onOpen } = props;
  const rows = pages.rows;
  const card = useNarrow();
  const [density] = useDensity();
  const height = card ? CARD_PX : ROW_PX[density];
  const [focus, setFocus] = useState(0);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<number>(0);
  const scroller = useRef<HTMLDivElement>(null);
  const failed = pages.error !== undefined && rows.length === 0;
  const room = useRoom(scroller, !failed);

  const defs = useMemo(
    () => props.columns.map((c) => helper.display({ id: c.id, header: c.title, meta: c as never })),
    [props.columns],
  );
  // The table keeps which columns there are. Rows stay outside: a model of 100,000 rows would be built anew with each page.
  const table = useTable({ features, columns: defs, data: NO_ROWS, state: { columnVisibility: props.visibility } });
  const columns = useMemo(
    () =>
      table
        .getVisibleLeafColumns()
        .map((c) => props.columns.find((p) => p.id === c.id)!)
        .filter((c) => card || (c.from ?? 0) <= room),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the table itself is one object for good
    [props.columns, props.visibility, room, card],
  ) as readonly Column<unknown>[];
  const template = `${props.bulk === undefined ? '' : '14px '}${columns.map((c) => c.width).join(' ')}`;

  // A new function would make it measure all 100,000 anew at each step of the wheel.
  const keyAt = useCallback((i: number) => idOf(rows[i]!), [rows, idOf]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: keyAt,
    overscan: OVERSCAN,
  });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  const { loadMore } = pages;
  // A page may be empty and still not the last: a rare filter looks at so many rows at a time.
  const wantsMore = pages.hasMore && !pages.loadingMore && lastSeen >= rows.length - AHEAD_ROWS;
  useEffect(() => {
    if (wantsMore) loadMore();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `loadMore` is made anew each time; the wish counts
  }, [wantsMore]);

  const tick = (ids: readonly string[], on: boolean): void =>
    setTicked((now) => {
      const next = new Set(now);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  const clear = (): void => setTicked(new Set());
  const tickOne = (id: string, on: boolean, range: boolean): void => {
    const index = rows.findIndex((r) => idOf(r) === id);
    const [a, z] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
    tick(range ? rows.slice(a, z + 1).map(idOf) : [id], on);
    anchor.current = index;
  };
  const choose = (index: number): void => {
    setFocus(index);
    const row = rows[index];
    if (row !== undefined) onOpen(idOf(row));
  };
  // Rows are memoized: they get one function each for good, that calls the newest.
  const latest = useRef({ tickOne, choose });
  useEffect(() => {
    latest.current = { tickOne, choose };
  });
  const steady = useMemo(
    () => ({
      tick: (id: string, on: boolean, range: boolean) => latest.current.tickOne(id, on, range),
      choose: (index: number) => latest.current.choose(index),
    }),
    [],
  );

  const move = (by: number, mark = false): void => {
    const next = Math.max(0, Math.min(rows.length - 1, focus + by));
    if (mark && props.bulk !== undefined)
      tick(
        [focus, next].flatMap((i) => (rows[i] === undefined ? [] : [idOf(rows[i])])),
        true,
      );
    setFocus(next);
    virtual.scrollToIndex(next);
    if (open !== undefined && rows[next] !== undefined) onOpen(idOf(rows[next]));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }),
    );
  };
  const current = rows[Math.min(focus, rows.length - 1)];
  const group = 'Lists';
  useHotkeys([
    { keys: 'j', label: 'Next row', group, run: () => move(1) },
    { keys: 'k', label: 'Row before', group, run: () => move(-1) },
    { keys: 'o', label: 'Open the row (also Enter)', group, run: () => choose(focus) },
    {
      keys: 'escape',
      label: 'Let go: close, then untick',
      group,
      run: () => (open === undefined ? clear() : onOpen(undefined)),
    },
    ...(props.bulk === undefined
      ? []
      : [
          {
            keys: 'x',
            label: 'Tick the row',
            group,
            run: () => current !== undefined && tickOne(idOf(current), !ticked.has(idOf(current)), false),
          },
          { keys: 'J', label: 'Tick on downwards', group, run: () => move(1, true) },
          { keys: 'K', label: 'Tick on upwards', group, run: () => move(-1, true) },
        ]),
    ...(props.onAct === undefined
      ? []
      : [
          {
            keys: 'e',
            label: props.onAct.label,
            group,
            run: () => props.onAct?.run(ticked.size > 0 ? [...ticked] : current === undefined ? [] : [idOf(current)]),
          },
        ]),
  ]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const act: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      PageDown: () => move(10),
      PageUp: () => move(-10),
      Home: () => move(-rows.length),
      End: () => move(rows.length),
      Enter: () => choose(focus),
      ' ': () =>
        current !== undefined && props.bulk !== undefined && tickOne(idOf(current), !ticked.has(idOf(current)), false),
    };
    const run = (event.target as HTMLElement).role === 'row' ? act[event.key] : undefined;
    if (run === undefined) return;
    event.preventDefault();
    run();
  };

  if (failed) return <ErrorState error={pages.error} retry={pages.retry} />;
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      {props.bulk !== undefined && ticked.size > 0 && (
        <div
          role="toolbar"
          aria-label="Selected rows"
          className="absolute inset-x-0 top-0 z-20 flex h-9 items-center gap-2 border-b border-line bg-surface px-4 sm:px-6"
        >
          <Tick
            checked={rows.length > 0 && ticked.size >= rows.length}
            some
            label="Select all that are loaded"
            onChange={(on) => (on ? tick(rows.map(idOf), true) : clear())}
          />
          <span className="mr-2 text-xs font-medium">{ticked.size} selected</span>
          {props.bulk([...ticked], clear)}
          <Button look="quiet" size="sm" className="ml-auto" onClick={clear}>
            Clear
          </Button>
        </div>
      )}
      {pages.fresh > 0 && (
        <div className="pointer-events-none absolute inset-x-0 top-11 z-10 flex justify-center">
          <Button
            size="sm"
            look="primary"
            icon="up"
            className="pointer-events-auto"
            onClick={() => {
              virtual.scrollToOffset(0);
              pages.showFresh();
            }}
          >
            {pages.fresh} new
          </Button>
        </div>
      )}
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={pages.loading ? -1 : pages.hasMore ? -1 : rows.length + 1}
        aria-multiselectable={props.bulk !== undefined}
        aria-busy={pages.loading}
        onKeyDown={onKeyDown}
        onScroll={(event) => pages.setAtTop(event.currentTarget.scrollTop < height)}
        className="min-h-0 flex-1 overflow-auto overscroll-contain [contain:strict] [overflow-anchor:none]"
      >
        <div role="rowgroup" className={card ? 'sr-only' : 'sticky top-0 z-10'}>
          <div
            role="row"
            aria-rowindex={1}
            style={{ gridTemplateColumns: template }}
            className="grid h-9 items-center gap-x-4 border-b border-line bg-canvas px-4 text-xs text-muted sm:px-6"
          >
            {props.bulk !== undefined && (
              <span role="columnheader" aria-label="Selection" className="flex">
                <Tick
                  tabIndex={-1}
                  checked={rows.length > 0 && ticked.size >= rows.length}
                  some={ticked.size > 0}
                  label="Select all that are loaded"
                  onChange={(on) => (on ? tick(rows.map(idOf), true) : clear())}
                />
              </span>
            )}
            {columns.map((c) => (
              <span role="columnheader" key={c.id} className={cx('truncate', c.end === true && 'text-right')}>
                {c.title}
              </span>
            ))}
          </div>
        </div>
        {pages.loading ? (
          <div aria-hidden="true">{Array.from({ length: 14 }, (_, i) => placeholder(height, i))}</div>
        ) : (
          <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative">
            {items.map((item) => {
              const row = rows[item.index]!;
              const id = idOf(row);
              return (
                <Row
                  key={item.key}
                  row={row}
                  id={id}
                  name={nameOf(row)}
                  index={item.index}
                  top={item.start}
                  height={height}
                  template={template}
                  columns={columns}
                  card={card}
                  ticked={props.bulk === undefined ? undefined : ticked.has(id)}
                  current={item.index === Math.min(focus, rows.length - 1)}
                  opened={id === open}
                  tick={steady.tick}
                  choose={steady.choose}
                />
              );
            })}
          </div>
        )}
        {pages.loadingMore && placeholder(height, 1)}
      </div>
      {!pages.loading && !pages.hasMore && rows.length === 0 && (
        <div className="absolute inset-x-0 top-9">{props.empty}</div>
      )}
    </div>
  );
}
const NO_ROWS: readonly object[] = [];
