import { describe, expect, it } from 'vitest';
import { graphCall } from '../../../ingest/sources/azure/samples.ts';
import { neverThrows } from '../../testing/never-throws.ts';
import { graphactivity } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Obj = Record<string, unknown>;
const call = (properties: Obj = {}): Obj => {
  const sample = graphCall(NOW);
  return { ...sample, properties: { ...sample.properties, ...properties } };
};
const factsOf = (record: Obj) => {
  const facts = graphactivity.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const named = (record: Obj) => graphactivity.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`);
const USER = '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70';

describe('a call of Microsoft Graph', () => {
  it('is of the application that made it, upon whom it was made', () => {
    expect(named(call())).toEqual([
      'actor principal 2c9e7a41-5f3b-4d86-a1c0-8e6d4b2f9a15',
      'actor principal c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34',
      'source ip 203.0.113.60',
      'target principal 91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
      'target resource graph.microsoft.com/serviceprincipals/91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26/approleassignments',
    ]);
  });

  it('is of the user where the token is a user’s, and not of the program at hand', () => {
    expect(named(call({ userId: USER, servicePrincipalId: null })).filter((e) => e.startsWith('actor'))).toEqual([
      `actor principal ${USER}`,
    ]);
  });

  it('makes nobody a target whom it only reads', () => {
    const read = call({
      requestMethod: 'GET',
      requestUri: `https://graph.microsoft.com/beta//users/${USER}?$select=id`,
    });
    expect(named(read).filter((e) => e.startsWith('target'))).toEqual([
      `target resource graph.microsoft.com/users/${USER}`,
    ]);
  });

  it.each([
    ['GET', 2],
    ['POST', 1],
    ['PATCH', 3],
    ['DELETE', 4],
    ['CONNECT', 99],
  ])('by %s is activity %i', (requestMethod, activity) => {
    const record = call({ requestMethod });
    expect(graphactivity.toOcsf(record, factsOf(record)).activity_id).toBe(activity);
  });

  it('is called by its path without ids, and fails by its status', () => {
    expect(factsOf(call())).toMatchObject({
      time: NOW,
      operation: 'POST /servicePrincipals/{id}/appRoleAssignments',
      outcome: 'success',
    });
    expect(factsOf(call({ responseStatusCode: 403 })).outcome).toBe('failure');
  });

  it('is another than its neighbour of the same batch', () => {
    expect(factsOf(call({ requestMethod: 'GET' })).uid).not.toBe(factsOf(call()).uid);
    expect(factsOf(call()).uid).toBe(factsOf(call()).uid);
  });

  it('never throws, whatever its fields hold', () => {
    expect(() => neverThrows(graphactivity, graphCall(NOW))).not.toThrow();
    expect(() => neverThrows(graphactivity, call())).not.toThrow();
  });
});
