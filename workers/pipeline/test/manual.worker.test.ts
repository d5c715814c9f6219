import { beforeAll, describe, expect, it } from 'vitest';
import { depsOf } from '../deps.ts';
import { createManualFinding } from '../manual.ts';
import { env, migrateMain, newScope, rows, supervisor } from './world.ts';

beforeAll(migrateMain);

const REPORT = {
  title: 'Somebody called about a strange login',
  level: 'high',
  entities: [{ type: 'user', id: 'arn:aws:iam::111122223333:user/eve', role: 'actor' }],
};
const create = (org: string, body: unknown) =>
  createManualFinding(depsOf(env), { v: 1, org, actor: 'user:usr_a', body });

describe('a finding that a person reports', () => {
  it('is stored under an incident that holds it', async () => {
    const { org } = newScope();
    const made = await create(org, REPORT);
    expect(made).toMatchObject({ ok: true });
    if (!made.ok) return;
    const [row] = await rows<{ incident: string; kind: string; body: string }>(
      'SELECT incident, kind, body FROM finding WHERE org = ? AND id = ?',
      org,
      made.value.id,
    );
    expect(row).toMatchObject({ incident: made.value.incident, kind: 'manual' });
    expect((await supervisor.told()).told).toContainEqual({ incident: made.value.incident, finding: made.value.id });
    expect(JSON.parse(row!.body)).toMatchObject({ evidence: { reporter: 'user:usr_a' } });
  });

  it('counts as uncorroborated, so that nobody acts on their own word', async () => {
    const { org } = newScope();
    const made = await create(org, REPORT);
    const [row] = await rows<{ body: string }>('SELECT body FROM finding WHERE org = ?', org);
    expect(made.ok && JSON.parse(row!.body)).toMatchObject({ foreignAccount: true });
  });

  it.each([
    [{ ...REPORT, title: ' ' }, '/title'],
    [{ ...REPORT, entities: [] }, '/entities'],
    [{ ...REPORT, level: 'dreadful' }, '/level'],
    [{ ...REPORT, time: Date.now() + 86_400_000 }, '/time'],
  ])('is refused naming the field (%#)', async (body, field) => {
    expect(await create(newScope().org, body)).toMatchObject({ ok: false, error: { field } });
  });
});
