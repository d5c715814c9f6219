import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../kit/bytes.ts';
import { randomBytes } from '../../kit/crypto.ts';
import { createEnvelope } from './envelope.ts';

const place = { org: 'org_a', table: 'source_key', id: 'key_1' } as const;
const newKey = (): string => toBase64Url(randomBytes(32));

describe('envelope', () => {
  it('opens what it sealed, and seals the same secret differently each time', async () => {
    const envelope = await createEnvelope([newKey()]);
    const one = await envelope.seal(place, 'whsec_x');
    const two = await envelope.seal(place, 'whsec_x');
    expect(one).not.toBe(two);
    expect(one).not.toContain('whsec_x');
    expect(await envelope.open(place, one)).toEqual({ ok: true, value: 'whsec_x' });
  });

  it.each([
    { ...place, org: 'org_b' },
    { ...place, table: 'account' as const },
    { ...place, id: 'key_2' },
  ])('refuses a ciphertext that was moved to another row: %o', async (other) => {
    const envelope = await createEnvelope([newKey()]);
    expect((await envelope.open(other, await envelope.seal(place, 's'))).ok).toBe(false);
  });

  it('refuses an altered ciphertext and one under an unknown key', async () => {
    const envelope = await createEnvelope([newKey()]);
    const sealed = await envelope.seal(place, 'secret');
    const flipped = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1)!;
    expect((await envelope.open(place, flipped)).ok).toBe(false);
    expect((await (await createEnvelope([newKey()])).open(place, sealed)).ok).toBe(false);
    expect((await envelope.open(place, 'nonsense')).ok).toBe(false);
  });

  it('after a rotation the new key seals and the old one still opens', async () => {
    const [before, after] = [newKey(), newKey()];
    const sealed = await (await createEnvelope([before])).seal(place, 'old');
    const rotated = await createEnvelope([after, before]);
    expect(await rotated.open(place, sealed)).toEqual({ ok: true, value: 'old' });
    const fresh = await rotated.seal(place, 'new');
    expect((await (await createEnvelope([before])).open(place, fresh)).ok).toBe(false);
  });

  it('does not start without a key of 32 bytes', async () => {
    await expect(createEnvelope([])).rejects.toThrow('ENVELOPE_KEY');
    await expect(createEnvelope([toBase64Url(randomBytes(16))])).rejects.toThrow('32 bytes');
  });
});
