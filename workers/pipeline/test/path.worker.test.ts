import { beforeAll, describe, expect, it } from 'vitest';
import { accept, journalOf, migrateMain, newScope, rows, until } from './world.ts';

beforeAll(migrateMain);

describe('a delivery on its way', () => {
  it('is accepted, flushed, consumed, written to D1 and forgotten by its journal', async () => {
    const scope = newScope();
    const { delivery, duplicate } = await accept(scope, '{"a":1}');
    expect(duplicate).toBe(false);
    const [row] = await until(async () => {
      const found = await rows<{ block_key: string }>('SELECT * FROM delivery WHERE id = ?', delivery);
      return found.length > 0 && found;
    });
    expect(row).toMatchObject({ org: scope.org, source_id: scope.sourceId, bytes: 7 });
    expect(row!.block_key).toMatch(new RegExp(`^raw/${scope.org}/${scope.sourceId}/`));
    await until(async () => (await journalOf(scope).poke()).bytes === 0);
    expect(await journalOf(scope).poke()).toEqual({ blocks: 0, bytes: 0 });
  });
});
