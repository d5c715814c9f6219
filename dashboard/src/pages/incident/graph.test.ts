import { describe, expect, test } from 'vitest';
import type { Entity } from '../../../../src/contracts/entity.ts';
import type { Finding } from '../../../../src/contracts/finding.ts';
import { attackPath, blastRadius, bundles, entityGraph, inSight, labelOf, ofTypes, shortestPath } from './graph.ts';

const entity = (type: Entity['type'], id: string, role: Entity['role']): Entity => ({ type, id, role });
const IP = entity('ip', '203.0.113.9', 'source');
const KEY = entity('access_key', 'AKIA', 'actor');
const USER = entity('user', 'ci', 'actor');
const ROLE = entity('role', 'deploy', 'target');
const BUCKET = entity('bucket', 'backups', 'target');
const ALONE = entity('bucket', 'elsewhere', 'related');
const edge = (from: Entity, to: Entity, kind = 'did') => ({
  from: `${from.type}:${from.id}`,
  to: `${to.type}:${to.id}`,
  kind,
});
const graph = entityGraph(
  {
    nodes: [IP, KEY, USER, ROLE, BUCKET, ALONE],
    edges: [
      edge(IP, USER, 'from'),
      edge(KEY, USER, 'credential of'),
      edge(USER, ROLE, 'AssumeRole'),
      edge(ROLE, BUCKET, 'DeleteObject'),
    ],
  },
  [],
);

describe('the graph', () => {
  test('without the inspector it is what the findings say', () => {
    const finding = {
      id: 'fnd_1',
      rule: { id: 'r' },
      operation: 'iam.amazonaws.com:CreateUser',
      entities: [IP, KEY, USER, ROLE],
    } as unknown as Finding;
    const made = entityGraph(undefined, [finding, finding]);
    expect(made.nodes.map((n) => n.key)).toEqual(['ip:203.0.113.9', 'access_key:AKIA', 'user:ci', 'role:deploy']);
    expect(made.edges.map((e) => [e.from, e.kind, e.to])).toEqual([
      ['ip:203.0.113.9', 'from', 'user:ci'],
      ['access_key:AKIA', 'credential of', 'user:ci'],
      ['user:ci', 'CreateUser', 'role:deploy'],
    ]);
  });

  test('an edge to a node that is not there is left out', () => {
    expect(entityGraph({ nodes: [USER], edges: [edge(USER, ROLE)] }, []).edges).toEqual([]);
  });

  test('an entity with several roles keeps the one that tells most', () => {
    const made = entityGraph({ nodes: [entity('user', 'ci', 'related'), USER], edges: [] }, []);
    expect(made.nodes).toMatchObject([{ key: 'user:ci', role: 'actor' }]);
  });
});

describe('blast radius', () => {
  test('is all that can be reached along the edges, and nothing upstream', () => {
    const { nodes, edges } = blastRadius(graph, 'user:ci');
    expect([...nodes]).toEqual(['user:ci', 'role:deploy', 'bucket:backups']);
    expect(edges.size).toBe(2);
  });

  test('ends in a circle instead of going round', () => {
    const circle = entityGraph({ nodes: [USER, ROLE], edges: [edge(USER, ROLE), edge(ROLE, USER)] }, []);
    expect([...blastRadius(circle, 'user:ci').nodes]).toEqual(['user:ci', 'role:deploy']);
  });
});

describe('attack path', () => {
  test('leads from where the attack came in through the actor to the farthest target', () => {
    expect(attackPath(graph).order).toEqual(['ip:203.0.113.9', 'user:ci', 'role:deploy', 'bucket:backups']);
    expect(attackPath(graph).edges.size).toBe(3);
  });

  test('leads to the node that was chosen', () => {
    expect(attackPath(graph, 'role:deploy').order).toEqual(['ip:203.0.113.9', 'user:ci', 'role:deploy']);
  });

  test('begins at the address rather than at the key, whichever was named first', () => {
    const keyFirst = entityGraph(
      { nodes: [KEY, IP, USER, ROLE], edges: [edge(KEY, USER), edge(IP, USER), edge(USER, ROLE)] },
      [],
    );
    expect(attackPath(keyFirst).order[0]).toBe('ip:203.0.113.9');
  });

  test('is empty where no way leads', () => {
    expect(attackPath(graph, 'bucket:elsewhere').order).toEqual([]);
    expect(shortestPath(graph, 'bucket:backups', 'user:ci')).toEqual([]);
  });
});

describe('what is in sight', () => {
  test('a filter keeps the types asked for and the edges between them', () => {
    const some = ofTypes(graph, new Set(['user', 'role']));
    expect(some.nodes.map((n) => n.key)).toEqual(['user:ci', 'role:deploy']);
    expect(some.edges).toHaveLength(1);
    expect(ofTypes(graph, new Set())).toBe(graph);
  });

  test('a large graph begins at its actors and grows by what is expanded', () => {
    expect(inSight(graph, new Set(), 100)).toBe(graph);
    const before = inSight(graph, new Set(), 3).nodes.map((n) => n.key);
    expect(before).toContain('user:ci');
    expect(before).not.toContain('bucket:backups');
    expect(inSight(graph, new Set(['role:deploy']), 3).nodes.map((n) => n.key)).toContain('bucket:backups');
  });

  test('edges between the same two nodes are drawn as one that says how many more, the other way round apart', () => {
    const twice = entityGraph(
      {
        nodes: [USER, ROLE],
        edges: [edge(USER, ROLE, 'CreateUser'), edge(USER, ROLE, 'TagRole'), edge(ROLE, USER, 'back')],
      },
      [],
    );
    expect(bundles(twice.edges).map((b) => [b.label, b.edges.length])).toEqual([
      ['CreateUser +1', 2],
      ['back', 1],
    ]);
  });

  test('a node is called by its name, or the end of its ARN', () => {
    expect(labelOf({ id: 'arn:aws:iam::1:user/team/ci' })).toBe('ci');
    expect(labelOf({ id: 'arn:aws:s3:::backups' })).toBe('backups');
    expect(labelOf({ id: 'AKIA', name: 'old key' })).toBe('old key');
    expect(labelOf({ type: 'access_key', id: 'AKIAVEDETTEDEMOCI7Q2', name: 'ci' })).toBe('AKIA…I7Q2');
  });
});
