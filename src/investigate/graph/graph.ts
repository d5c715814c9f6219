import type { InspectorReport } from '../../contracts/agents.ts';
import { entityKey, type Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';
import { operationName } from '../operations.ts';
import { actorOf, inOrder } from '../subjects.ts';
import { clean } from '../text.ts';

export type Graph = Pick<InspectorReport, 'nodes' | 'edges'>;

const NODES_MAX = 200;
const EDGES_MAX = 400;
/** The role that tells most about an entity wins where findings differ. */
const ROLE_RANK: Record<Entity['role'], number> = { actor: 3, target: 2, source: 1, related: 0 };

/**
 * Who did what to what: entities of the findings as nodes (one each, by entityKey), and edges key → principal
 * (`credential of`), address → actor (`from`), actor → target (the operation, else the rule). `dropped` counts what did
 * not fit.
 */
export function graphOf(findings: readonly Finding[]): Graph & { readonly dropped: number } {
  const nodes = new Map<string, Entity>();
  const edges = new Map<string, Graph['edges'][number]>();
  let dropped = 0;
  const node = (e: Entity): string => {
    const key = entityKey(e);
    const known = nodes.get(key);
    if (known) nodes.set(key, merge(known, e));
    else if (nodes.size < NODES_MAX) nodes.set(key, e);
    else dropped += 1;
    return key;
  };
  const edge = (from: string, to: string, kind: string, finding: string) => {
    // An edge never leads to a node that is not there.
    if (from === to || !nodes.has(from) || !nodes.has(to)) return;
    const key = JSON.stringify([from, to, kind]);
    if (edges.has(key)) return;
    if (edges.size < EDGES_MAX) edges.set(key, { from, to, kind, finding });
    else dropped += 1;
  };
  for (const f of inOrder(findings)) {
    for (const e of f.entities) node(e);
    const actor = actorOf(f);
    const kind = clean(operationName(f) ?? f.rule.id, 64) || 'related';
    for (const e of f.entities) {
      if (e === actor) continue;
      if (e.role === 'target') edge(actor ? entityKey(actor) : entityKey(f.entities[0]!), entityKey(e), kind, f.id);
      else if (actor && e.role === 'source') edge(entityKey(e), entityKey(actor), 'from', f.id);
      else if (actor && e.role === 'actor' && e.type === 'access_key')
        edge(entityKey(e), entityKey(actor), 'credential of', f.id);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], dropped };
}

function merge(a: Entity, b: Entity): Entity {
  const role = ROLE_RANK[b.role] > ROLE_RANK[a.role] ? b.role : a.role;
  return { ...b, ...a, role };
}
