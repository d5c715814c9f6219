import { lazy, Suspense, useMemo, useState } from 'react';
import { cx } from '../../lib/cx.ts';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { Menu, MenuCheck } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { attackPath, blastRadius, entityGraph, inSight, ofTypes, type EntityGraph, type Part } from './graph.ts';
import { useFindings, useInvestigation } from './queries.ts';

const GraphCanvas = lazy(() => import('./graph-canvas.tsx'));
type Light = 'none' | 'blast' | 'path';
const words = (type: string): string => type.replaceAll('_', ' ');

const CELL = 'px-3 py-1 align-middle';
function Tables({
  graph,
  part,
  chosen,
  onChoose,
}: {
  readonly graph: EntityGraph;
  readonly part: Part | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
}) {
  const label = new Map(graph.nodes.map((n) => [n.key, n.label]));
  return (
    <div
      className="max-h-[420px] overflow-auto"
      tabIndex={0}
      role="region"
      aria-label="Entities and what connects them"
    >
      <table className="w-full border-collapse text-left text-xs">
        <caption className="sr-only">Entities</caption>
        <thead className="bg-sunken text-muted">
          <tr>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Entity
            </th>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Type
            </th>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Part
            </th>
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map((n) => (
            <tr
              key={n.key}
              className={cx(
                'border-t border-line',
                part !== undefined && !part.nodes.has(n.key) && 'text-faint',
                n.key === chosen && 'bg-accent-soft/60',
              )}
            >
              <th scope="row" className={cx(CELL, 'font-normal')}>
                <button
                  type="button"
                  aria-pressed={n.key === chosen}
                  title={n.id}
                  onClick={() => onChoose(n.key)}
                  className="mono min-h-6 text-left text-accent break-all hover:underline"
                >
                  {n.label}
                </button>
              </th>
              <td className={CELL}>{words(n.type)}</td>
              <td className={CELL}>
                {n.role}
                {part?.nodes.has(n.key) === true && <span className="sr-only">, highlighted</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="w-full border-collapse border-t border-line text-left text-xs">
        <caption className="sr-only">What connects them</caption>
        <thead className="bg-sunken text-muted">
          <tr>
            {['From', 'Did', 'To'].map((h) => (
              <th key={h} scope="col" className={cx(CELL, 'font-medium')}>
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graph.edges.map((e) => (
            <tr
              key={e.id}
              className={cx('border-t border-line', part !== undefined && !part.edges.has(e.id) && 'text-faint')}
            >
              <td className={cx(CELL, 'mono break-all')}>{label.get(e.from)}</td>
              <td className={cx(CELL, 'break-all')}>{e.kind}</td>
              <td className={cx(CELL, 'mono break-all')}>{label.get(e.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who did what to what: drawn, and as tables that say the same. */
export function Graph({ incident }: { readonly incident: string }) {
  const investigation = useInvestigation(incident);
  const findings = useFindings(incident);
  const [types, setTypes] = useState<ReadonlySet<string>>(new Set());
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const [light, setLight] = useState<Light>('none');

  const inspector = investigation.data?.inspector;
  const items = findings.data?.items;
  const whole = useMemo(() => entityGraph(inspector, items ?? []), [inspector, items]);
  const graph = useMemo(() => inSight(ofTypes(whole, types), expanded), [whole, types, expanded]);
  const start =
    chosen ??
    whole.nodes.find((n) => n.role === 'actor' && n.type !== 'access_key')?.key ??
    whole.nodes.find((n) => n.role === 'actor')?.key;
  const part = useMemo<Part | undefined>(
    () =>
      light === 'blast' && start !== undefined
        ? blastRadius(graph, start)
        : light === 'path'
          ? attackPath(graph, chosen)
          : undefined,
    [light, graph, start, chosen],
  );
  const node = whole.nodes.find((n) => n.key === chosen);
  const choose = (key: string): void => {
    setChosen(key === chosen ? undefined : key);
    setExpanded(new Set(expanded).add(key));
  };
  const allTypes = [...new Set(whole.nodes.map((n) => n.type))].toSorted();
  const waiting = investigation.isPending || findings.isPending;
  const press = (which: Light, label: string) => (
    <Button
      size="sm"
      look={light === which ? 'primary' : 'plain'}
      aria-pressed={light === which}
      onClick={() => setLight(light === which ? 'none' : which)}
    >
      {label}
    </Button>
  );
  const said =
    light === 'none' || part === undefined
      ? `${graph.nodes.length} of ${whole.nodes.length} entities`
      : light === 'blast'
        ? `${part.nodes.size - 1} reached from ${whole.nodes.find((n) => n.key === start)?.label ?? ''}`
        : part.nodes.size === 0
          ? 'no way leads there that was seen'
          : [...part.nodes].map((key) => whole.nodes.find((n) => n.key === key)?.label ?? key).join(' → ');
  return (
    <Panel
      flush
      title="Entities"
      aside={
        <Menu
          trigger={
            <Button size="sm" icon="filter">
              {types.size === 0 ? 'All types' : `${types.size} types`}
            </Button>
          }
        >
          {allTypes.map((type) => (
            <MenuCheck
              key={type}
              checked={types.has(type)}
              onChange={(on) => {
                const next = new Set(types);
                if (on) next.add(type);
                else next.delete(type);
                setTypes(next);
              }}
            >
              {words(type)}
            </MenuCheck>
          ))}
        </Menu>
      }
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        {press('blast', 'Blast radius')}
        {press('path', 'Attack path')}
        <span role="status" className="text-xs text-muted">
          {said}
        </span>
        {node !== undefined && (
          <span className="ml-auto min-w-0 max-w-full text-xs">
            <Id id={node.id} />
          </span>
        )}
      </div>
      {waiting ? (
        <Skeleton className="m-4 h-[388px]" />
      ) : whole.nodes.length === 0 ? (
        <p className="p-4 text-sm text-muted">The findings name no entity.</p>
      ) : (
        <div className="lg:grid lg:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
          <div className="h-[300px] border-b border-line lg:h-[420px] lg:border-b-0 lg:border-r">
            <Suspense fallback={<Skeleton className="m-4 h-[calc(100%-32px)]" />}>
              <GraphCanvas graph={graph} part={part} chosen={chosen} onChoose={choose} />
            </Suspense>
          </div>
          <Tables graph={graph} part={part} chosen={chosen} onChoose={choose} />
        </div>
      )}
    </Panel>
  );
}
