import type { InspectorReport } from '../../../../src/contracts/agents.ts';
import type { Entity } from '../../../../src/contracts/entity.ts';
import type { Finding } from '../../../../src/contracts/finding.ts';

type EntityRole = Entity['role'];

export interface GraphNode {
  /** `type:id` */
  readonly key: string;
  readonly type: Entity['type'];
  readonly id: string;
  readonly role: EntityRole;
  readonly label: string;
}
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly finding?: string;
}
export interface EntityGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const keyOf = (e: Pick<Entity, 'type' | 'id'>): string => `${e.type}:${e.id}`;
/** Which role tells most about an entity that has several. */
const RANK: Record<EntityRole, number> = { actor: 3, target: 2, source: 1, related: 0 };

/** What stands under a node: its name, or the last part of its ARN. */
export function labelOf(e: Pick<Entity, 'id' | 'name'> & { readonly type?: string }): string {
  // A key has its owner's name, and is not its owner.
  if (e.type === 'access_key' && e.id.length > 12) return `${e.id.slice(0, 4)}…${e.id.slice(-4)}`;
  if (e.name !== undefined && e.name !== '') return e.name;
  const tail = e.id.startsWith('arn:') ? e.id.split(':').slice(5).join(':') : e.id;
  return tail.split('/').at(-1) || tail || e.id;
}

interface Loose {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly finding?: string | undefined;
}

function make(entities: readonly Entity[], loose: readonly Loose[]): EntityGraph {
  const nodes = new Map<string, GraphNode>();
  for (const e of entities) {
    const key = keyOf(e);
    const known = nodes.get(key);
    const role = known !== undefined && RANK[known.role] >= RANK[e.role] ? known.role : e.role;
    nodes.set(key, { key, type: e.type, id: e.id, role, label: known?.label ?? labelOf(e) });
  }
  const edges = new Map<string, GraphEdge>();
  for (const { from, to, kind, finding } of loose) {
    const id = JSON.stringify([from, to, kind]);
    if (from !== to && nodes.has(from) && nodes.has(to) && !edges.has(id))
      edges.set(id, { id, from, to, kind, ...(finding === undefined ? {} : { finding }) });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** The graph that the inspector drew; without one, what the findings themselves say of who did what to what. */
export function entityGraph(
  inspector: Pick<InspectorReport, 'nodes' | 'edges'> | undefined,
  findings: readonly Finding[],
): EntityGraph {
  if (inspector !== undefined && inspector.nodes.length > 0) return make(inspector.nodes, inspector.edges);
  const edges: Loose[] = [];
  for (const f of findings) {
    const actors = f.entities.filter((e) => e.role === 'actor');
    const actor = actors.find((e) => e.type !== 'access_key') ?? actors[0];
    if (actor === undefined) continue;
    const to = keyOf(actor);
    for (const e of f.entities) {
      const key = keyOf(e);
      if (e.role === 'target')
        edges.push({ from: to, to: key, kind: f.operation?.split(':').at(-1) ?? f.rule.id, finding: f.id });
      else if (e.role === 'source') edges.push({ from: key, to, kind: 'from', finding: f.id });
      else if (e.role === 'actor' && e.type === 'access_key')
        edges.push({ from: key, to, kind: 'credential of', finding: f.id });
    }
  }
  return make(
    findings.flatMap((f) => f.entities),
    edges,
  );
}

export interface Part {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

function outgoing(graph: EntityGraph): Map<string, GraphEdge[]> {
  const out = new Map<string, GraphEdge[]>();
  for (const e of graph.edges) out.set(e.from, [...(out.get(e.from) ?? []), e]);
  return out;
}

/** All that can be reached from a node along the edges, the node itself included: what is lost if it is the attacker's. */
export function blastRadius(graph: EntityGraph, from: string): Part {
  const out = outgoing(graph);
  const nodes = new Set<string>([from]);
  const edges = new Set<string>();
  // A set is walked in the order of insertion, what is added on the way included.
  for (const key of nodes)
    for (const e of out.get(key) ?? []) {
      edges.add(e.id);
      nodes.add(e.to);
    }
  return { nodes, edges };
}

/** The shortest way along the edges from one node to another, as its nodes in order; empty if there is none. */
export function shortestPath(graph: EntityGraph, from: string, to: string): string[] {
  const out = outgoing(graph);
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const [key] of before) {
    if (key === to) break;
    for (const e of out.get(key) ?? []) if (!before.has(e.to)) before.set(e.to, key);
  }
  if (!before.has(to)) return [];
  const path: string[] = [];
  for (let key: string | undefined = to; key !== undefined; key = before.get(key)) path.unshift(key);
  return path;
}

/** Nodes that nothing leads to: where an attack comes in. */
const entries = (graph: EntityGraph): string[] => {
  const reached = new Set(graph.edges.map((e) => e.to));
  return graph.nodes.filter((n) => !reached.has(n.key) && graph.edges.some((e) => e.from === n.key)).map((n) => n.key);
};

/**
 * How an attack got to a node: the shortest way from where it came in (an address, a key) through the actor. Without a given
 * target, the target farthest from there.
 */
export function attackPath(graph: EntityGraph, to?: string): Part & { readonly order: readonly string[] } {
  const targets = to === undefined ? graph.nodes.filter((n) => n.role === 'target').map((n) => n.key) : [to];
  const sources = new Set(graph.nodes.filter((n) => n.role === 'source').map((n) => n.key));
  let best: string[] = [];
  for (const target of targets) {
    const ways = entries(graph)
      .map((from) => shortestPath(graph, from, target))
      .filter((w) => w.length > 1);
    // Of two ways as short the one from an address: where from says more than with what.
    const shortest =
      ways.toSorted((a, b) => a.length - b.length || Number(sources.has(b[0]!)) - Number(sources.has(a[0]!)))[0] ?? [];
    if (shortest.length > best.length) best = shortest;
  }
  const steps = new Set(best.slice(1).map((key, i) => `${best[i]}\n${key}`));
  return {
    order: best,
    nodes: new Set(best),
    edges: new Set(graph.edges.filter((e) => steps.has(`${e.from}\n${e.to}`)).map((e) => e.id)),
  };
}

export interface Bundle {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly edges: readonly string[];
}

/** Edges between the same two nodes as one line to draw: their labels would lie on each other. */
export function bundles(edges: readonly GraphEdge[]): Bundle[] {
  const between = new Map<string, GraphEdge[]>();
  for (const e of edges) between.set(`${e.from}\n${e.to}`, [...(between.get(`${e.from}\n${e.to}`) ?? []), e]);
  return [...between].map(([id, [first, ...more]]) => ({
    id: `between ${id}`,
    from: first!.from,
    to: first!.to,
    label: more.length === 0 ? first!.kind : `${first!.kind} +${more.length}`,
    edges: [first!, ...more].map((e) => e.id),
  }));
}

/** The graph without nodes of other types; an empty set of types is all of them. */
export function ofTypes(graph: EntityGraph, types: ReadonlySet<string>): EntityGraph {
  if (types.size === 0) return graph;
  const nodes = graph.nodes.filter((n) => types.has(n.type));
  const kept = new Set(nodes.map((n) => n.key));
  return { nodes, edges: graph.edges.filter((e) => kept.has(e.from) && kept.has(e.to)) };
}

/**
 * What is in sight: actors and targets and what stands beside an expanded node. Small graphs are shown whole.
 */
export function inSight(graph: EntityGraph, expanded: ReadonlySet<string>, wholeUpTo = 24): EntityGraph {
  if (graph.nodes.length <= wholeUpTo) return graph;
  const shown = new Set(graph.nodes.filter((n) => n.role === 'actor' || expanded.has(n.key)).map((n) => n.key));
  const seeds = new Set([...shown].filter((k) => expanded.has(k) || shown.size <= 3));
  for (const e of graph.edges) {
    if (seeds.has(e.from)) shown.add(e.to);
    if (seeds.has(e.to)) shown.add(e.from);
  }
  const nodes = graph.nodes.filter((n) => shown.has(n.key));
  return { nodes, edges: graph.edges.filter((e) => shown.has(e.from) && shown.has(e.to)) };
}
