import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { DRAWN, stacked, type Point } from './stack.ts';

const HEIGHT_PX = 200;
/** A drag shorter than this is a click. */
const DRAG_MIN_PX = 6;

function tokens(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}

function options(width: number, bucketMs: number, onSelect: (since: number, until: number) => void): uPlot.Options {
  const token = tokens();
  const bars = uPlot.paths.bars!({ size: [0.8, 24], align: 1 });
  const axis = { stroke: token('--muted'), grid: { stroke: token('--line'), width: 1 }, ticks: { show: false } };
  const font = `11px ${token('--font-sans') || 'sans-serif'}`;
  return {
    width,
    height: HEIGHT_PX,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: DRAG_MIN_PX } },
    scales: {
      // A bar stands right of its bucket's beginning: the last one, which is now, needs its own width.
      x: { time: true, range: (_u, min, max) => [min, max + bucketMs / 1000] },
      y: { range: (_u, _min, max) => [0, Math.max(4, max)] },
    },
    axes: [
      { ...axis, font, grid: { show: false } },
      { ...axis, font, size: 40, values: (_u, ticks) => ticks.map((t) => (Number.isInteger(t) ? String(t) : '')) },
    ],
    series: [
      {},
      ...DRAWN.map(({ name, token: color }): uPlot.Series => ({
        label: name,
        fill: token(color),
        stroke: token(color),
        width: 0,
        paths: bars,
        points: { show: false },
      })),
    ],
    hooks: {
      setSelect: [
        (u) => {
          if (u.select.width < DRAG_MIN_PX) return;
          const since = Math.floor((u.posToVal(u.select.left, 'x') * 1000) / bucketMs) * bucketMs;
          const until = Math.ceil((u.posToVal(u.select.left + u.select.width, 'x') * 1000) / bucketMs) * bucketMs;
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onSelect(since, until);
        },
      ],
    },
  };
}

/**
 * Findings over time, stacked by severity. Drag to look closer. The canvas is for the eye; the same numbers stand in a table
 * for whoever cannot use it.
 */
export function FindingsChart(props: {
  readonly points: readonly Point[];
  readonly bucketMs: number;
  readonly onSelect: (since: number, until: number) => void;
}) {
  const { points, bucketMs, onSelect } = props;
  const host = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  });
  const data = useMemo(() => stacked(points), [points]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let plot: uPlot | undefined;
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot(
        options(element.clientWidth, bucketMs, (a, b) => select.current(a, b)),
        data,
        element,
      );
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    // Colours are read when it is drawn: another theme draws it anew.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot?.destroy();
    };
  }, [data, bucketMs]);
  const shown = points.filter((p) => p.bySeverity.some((n) => n > 0));
  return (
    <figure>
      <div ref={host} aria-hidden className="h-[200px] w-full overflow-hidden" />
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {DRAWN.toReversed().map(({ name, token }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px]" style={{ background: `var(${token})` }} />
            {name}
          </span>
        ))}
        <span className="ml-auto hidden text-faint sm:inline">Drag in the chart to look closer</span>
      </figcaption>
      <table className="sr-only">
        <caption>Findings over time by severity</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {DRAWN.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((p) => (
            <tr key={p.at}>
              <th scope="row">{new Date(p.at).toISOString()}</th>
              {DRAWN.map(({ severity }) => (
                <td key={severity}>{p.bySeverity[severity - 1] ?? 0}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
