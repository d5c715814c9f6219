import { describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';
import { normalizers } from '../../normalize/registry.ts';
import { clientRequest, doorOf, NOW, splitOf } from '../testing/door.ts';
import { clients } from './clients.ts';
import { sources } from './registry.ts';

const PLACEHOLDER = /\{\{([^}]*)\}\}/g;
const FIXED = ['url', 'origin', 'name', 'source'];
/** Sources whose sender signs with a key of its vendor; their own folders test them with a key of their own. */
const OWN_KEYS = SOURCE_CATALOGUE.filter((a) => a.secret === 'none').map((a) => a.id);

it('the catalogue, the sources and the clients are the same kinds', () => {
  expect(SOURCE_CATALOGUE.map((a) => a.id)).toEqual(Object.keys(sources));
  expect(Object.keys(clients)).toEqual(Object.keys(sources));
});

describe.each(SOURCE_CATALOGUE.map((a) => [a.id, a] as const))('%s', (id, about) => {
  it('says all that its users need', () => {
    expect(about.proves).toMatch(/^The sender holds .*\.$/);
    expect(about.setup.length).toBeGreaterThan(0);
    expect(about.references.length).toBeGreaterThan(0);
    expect(about.formats.filter((f) => !Object.hasOwn(normalizers, f))).toEqual([]);
    expect(about.accounts.example).toMatch(new RegExp(`^(?:${about.accounts.pattern})$`));
    for (const s of about.settings) expect(s.example).toMatch(new RegExp(`^(?:${s.pattern})$`));
  });

  it('has placeholders in its set-up that can be filled in, and no secret', () => {
    const known = [...FIXED, ...about.settings.map((s) => `settings.${s.name}`)];
    const used = about.setup.flatMap((s) => [...s.text.matchAll(PLACEHOLDER)].map((m) => m[1]!));
    expect(used.filter((u) => !known.includes(u))).toEqual([]);
    expect(about.setup.some((s) => s.text.includes('{{url}}') || s.text.includes('{{origin}}'))).toBe(true);
  });

  it.skipIf(OWN_KEYS.includes(id))('takes what its own client sends, and every record is one', async () => {
    for (const gzip of [false, true]) {
      const door = doorOf({ kind: id });
      const response = await door.send(await clientRequest(id, clients[id]!.samples(NOW), {}, gzip));
      expect(response.ok).toBe(true);
      const split = splitOf(door.accepted[0]!);
      expect(split.bad).toEqual([]);
      expect(split.records.length).toBeGreaterThan(0);
      for (const { format, value } of split.records) {
        const facts = normalizers[format]!.facts(value);
        expect(facts).toMatchObject({ ok: true });
      }
    }
  });
});
