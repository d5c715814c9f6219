import cytoscape, { type Core, type StylesheetJson } from 'cytoscape';
import { useEffect, useMemo, useRef } from 'react';
import { bundles, type EntityGraph, type Part } from './graph.ts';

/** Its id for the style element that it would write into the page, which the page's policy forbids; the box has the class for it. */
const ITS_STYLE = '__________cytoscape_stylesheet';
function withoutItsStyle(): void {
  if (document.getElementById(ITS_STYLE) !== null) return;
  const stand = document.createElement('meta');
  stand.id = ITS_STYLE;
  document.head.append(stand);
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Colours out of the page's own tokens: a canvas knows no CSS variables. */
function styles(): StylesheetJson {
  const [ink, muted, line, surface, accent, danger, warn] = [
    '--ink',
    '--muted',
    '--line-strong',
    '--surface',
    '--accent',
    '--danger',
    '--warn',
  ].map(token);
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)',
        'font-size': 11,
        color: ink!,
        'text-valign': 'bottom',
        'text-margin-y': 4,
        'text-max-width': '120px',
        'text-wrap': 'ellipsis',
        width: 18,
        height: 18,
        'background-color': surface!,
        'border-width': 1.5,
        'border-color': muted!,
      },
    },
    {
      selector: 'node[role = "actor"]',
      style: { shape: 'diamond', 'border-color': danger!, 'background-color': danger!, width: 22, height: 22 },
    },
    {
      selector: 'node[role = "target"]',
      style: { shape: 'round-rectangle', 'border-color': accent!, 'background-color': accent! },
    },
    {
      selector: 'node[role = "source"]',
      style: { shape: 'triangle', 'border-color': warn!, 'background-color': warn! },
    },
    {
      selector: 'edge',
      style: {
        width: 1.2,
        'line-color': line!,
        'target-arrow-color': line!,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'curve-style': 'bezier',
        label: 'data(kind)',
        'font-size': 9,
        color: muted!,
        'text-background-color': surface!,
        'text-background-opacity': 0.9,
        'text-background-padding': '2px',
        'text-rotation': 'autorotate',
      },
    },
    { selector: '.dim', style: { opacity: 0.22 } },
    { selector: 'node.on', style: { 'border-width': 3, 'border-color': ink! } },
    { selector: 'edge.on', style: { width: 2.4, 'line-color': accent!, 'target-arrow-color': accent! } },
    { selector: 'node.chosen', style: { 'border-width': 3, 'border-color': ink! } },
  ];
}

const LAYOUT = { name: 'breadthfirst', directed: true, padding: 28, spacingFactor: 1.1, animate: false } as const;

/** Breadth first from top to bottom, turned on its side: attacks read from left to right. */
const sideways = (_: unknown, p: { x: number; y: number }) => ({ x: p.y * 1.5, y: p.x * 0.8 });

/** The drawn graph. For those who see; the lists beside it say the same. */
export default function GraphCanvas({
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
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  });

  useEffect(() => {
    withoutItsStyle();
    const cy = cytoscape({
      container: box.current,
      style: styles(),
      minZoom: 0.3,
      maxZoom: 2.5,
      userZoomingEnabled: false,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    core.current = cy;
    cy.on('tap', 'node', (event) => choose.current((event.target as { id(): string }).id()));
    // Another theme: the tokens are others now.
    const themes = new MutationObserver(() => void cy.style(styles()));
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const sizes = new ResizeObserver(() => {
      cy.resize();
      cy.fit(undefined, 28);
    });
    if (box.current !== null) sizes.observe(box.current);
    return () => {
      themes.disconnect();
      sizes.disconnect();
      cy.destroy();
      core.current = undefined;
    };
  }, []);

  const bundled = useMemo(() => bundles(graph.edges), [graph.edges]);
  const onEdges = useMemo(
    () => new Set(bundled.filter((b) => b.edges.some((e) => part?.edges.has(e) === true)).map((b) => b.id)),
    [bundled, part],
  );
  const shape = [...graph.nodes.map((n) => n.key), ...bundled.map((b) => b.id + b.label)].join('\n');
  useEffect(() => {
    const cy = core.current;
    if (cy === undefined) return;
    cy.elements().remove();
    cy.add([
      ...graph.nodes.map((n) => ({ data: { id: n.key, label: n.label, role: n.role } })),
      ...bundled.map((b) => ({ data: { id: b.id, source: b.from, target: b.to, kind: b.label } })),
    ]);
    cy.layout({ ...LAYOUT, transform: sideways }).run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- drawn anew only if the graph is another, not on each refetch
  }, [shape]);

  useEffect(() => {
    core.current?.batch(() => {
      core.current?.elements().forEach((element) => {
        const on = part !== undefined && (part.nodes.has(element.id()) || onEdges.has(element.id()));
        element.toggleClass('on', on);
        element.toggleClass('dim', part !== undefined && !on);
        element.toggleClass('chosen', element.id() === chosen);
      });
    });
  }, [part, onEdges, chosen, shape]);

  return <div ref={box} aria-hidden="true" className="relative h-full w-full" />;
}
