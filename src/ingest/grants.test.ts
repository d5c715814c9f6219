import { describe, expect, it } from 'vitest';
import type { SourceGrant } from '../contracts/access.ts';
import { Grants } from './grants.ts';

const TTL_MS = 15_000;
const NOW = 1_768_046_400_000;
const GRANT: SourceGrant = {
  v: 1,
  id: 'src_a',
  org: 'org_a',
  kind: 'aws.firehose',
  accounts: [],
  secrets: ['s'],
  enabled: true,
  ratePerMinute: 0,
};
const answering = (answer: unknown) => ({ lookup: () => Promise.resolve(answer as SourceGrant | null) });

describe('grants', () => {
  it('are remembered for fifteen seconds and no longer', async () => {
    const grants = new Grants();
    expect(grants.peek('src_a', NOW)).toBeUndefined();
    expect(await grants.ask(answering(GRANT), 'src_a', NOW)).toEqual(GRANT);
    expect(grants.peek('src_a', NOW + TTL_MS - 1)).toEqual(GRANT);
    expect(grants.peek('src_a', NOW + TTL_MS)).toBeUndefined();
  });

  it('are remembered to be none, too', async () => {
    const grants = new Grants();
    expect(await grants.ask(answering(null), 'src_a', NOW)).toBeNull();
    expect(grants.peek('src_a', NOW + TTL_MS - 1)).toBeNull();
    expect(grants.peek('src_a', NOW + TTL_MS)).toBeUndefined();
  });

  it('end when the source is disabled, also where it was known', async () => {
    const grants = new Grants();
    await grants.ask(answering(GRANT), 'src_a', NOW);
    expect(await grants.ask(answering({ ...GRANT, enabled: false }), 'src_a', NOW + TTL_MS)).toBeNull();
    expect(grants.peek('src_a', NOW + TTL_MS + 1)).toBeNull();
  });

  it('are not taken from an answer that is none', async () => {
    for (const odd of [{}, { ...GRANT, v: 2 }, { ...GRANT, secrets: 's' }, { ...GRANT, secrets: [''] }, 7])
      expect(await new Grants().ask(answering(odd), 'src_a', NOW)).toBeNull();
  });

  it('are not refused because the gate was away', async () => {
    const grants = new Grants();
    const away = { lookup: () => Promise.reject(new Error('away')) };
    await expect(grants.ask(away, 'src_a', NOW)).rejects.toThrow('away');
    expect(grants.peek('src_a', NOW)).toBeUndefined();
  });

  it('of senders survive any number of strangers, and ids that are none are never asked for', async () => {
    const grants = new Grants();
    await grants.ask(answering(GRANT), 'src_a', NOW);
    for (let i = 0; i < 5_000; i++) await grants.ask(answering(null), `src_guess${i}`, NOW);
    expect(grants.peek('src_a', NOW + 1)).toEqual(GRANT);
    // The first guesses are forgotten: what strangers can make this remember is bounded.
    expect(grants.peek('src_guess0', NOW + 1)).toBeUndefined();
    for (const id of ['', 'org_a', 'src_', 'src_A', 'src_a/../b', '__proto__', `src_${'a'.repeat(65)}`])
      expect(grants.peek(id, NOW)).toBeNull();
  });
});
