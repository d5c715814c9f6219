import { applyD1Migrations, createExecutionContext, reset, runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { SILENCE_RULE_ID } from '../../../src/contracts/detections.ts';
import type { SourceReturns } from '../../../src/contracts/incident.ts';
import { findingOf, ORG } from '../../../src/incident/testing/world.ts';
import { Findings } from '../index.ts';
import { people } from '../people.ts';
import { add, bindings, deliver, linesOf, logOf, object, reports, until } from './world.ts';

beforeEach(async () => {
  await reset();
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
});

const SINCE = Date.UTC(2026, 0, 10, 12);
const supervisor = new Findings(createExecutionContext(), bindings);
const spoke = (incident: string, more: Partial<SourceReturns['returns'][number]> = {}, org = ORG) =>
  supervisor.spoke({
    v: 1,
    org,
    returns: [{ incident, finding: 'fnd_1', source: 'src_a', since: SINCE, silent: 0, ...more }],
  });
const REASON = 'the source speaks again since 2026-01-10T12:00:00Z';

/** An incident about a silent source, with both agents' reports, which asks for a person. */
async function silent(incident: string): Promise<void> {
  const finding = findingOf(1, 3, {
    rule: { id: SILENCE_RULE_ID, title: 'An event source fell silent', level: 'medium' },
    entities: [{ type: 'resource', id: 'src_a', role: 'target' }],
  });
  await add(incident, finding);
  const [analyst, inspector] = (await reports(incident)) as { report: object }[];
  await deliver(
    'vedette-reports',
    { ...analyst, report: { ...analyst!.report, risk: 45, severity: 'medium' } },
    inspector,
  );
  await until(incident, (s) => s.phase === 'escalated');
}

describe('a source that had fallen silent speaks again', () => {
  it('closes its incident with the reason, for people, in the log and in the ledger, once', async () => {
    await silent('inc_spoke1');
    expect(await spoke('inc_spoke1')).toEqual({ ok: true, value: { told: 1 } });
    expect(await spoke('inc_spoke1')).toEqual({ ok: true, value: { told: 1 } });
    const { events, state } = await logOf('inc_spoke1');
    expect(state).toMatchObject({ phase: 'closed', closeReason: REASON });
    expect(events.filter((e) => e.type === 'source_spoke')).toHaveLength(1);
    await runDurableObjectAlarm(object('inc_spoke1'));
    await expect
      .poll(async () => (await linesOf('inc_spoke1')).filter((l) => l.type === 'closed').map((l) => l.body))
      .toMatchObject([{ reason: REASON }]);
    expect((await linesOf('inc_spoke1')).map((l) => l.type)).toContain('source_spoke');
    // Its log alone leads to the state that it is in.
    const replayed = await object('inc_spoke1').replay(ORG);
    expect(replayed).toMatchObject({ ok: true, value: { divergence: null } });
  });

  it('is a note to whom it is assigned, and leaves the incident theirs', async () => {
    await silent('inc_spoke2');
    await people.assign(bindings, { v: 1, org: ORG, incident: 'inc_spoke2', actor: 'user:usr_a', assignee: 'usr_a' });
    await spoke('inc_spoke2');
    const { events, state } = await logOf('inc_spoke2');
    expect(state).toMatchObject({ phase: 'escalated', assignee: 'usr_a' });
    expect(events.at(-1)).toMatchObject({
      type: 'source_spoke',
      body: { finding: 'fnd_1', source: 'src_a', since: SINCE },
    });
  });

  it('is told to the incident that its own was merged into', async () => {
    await silent('inc_spoke3');
    await add('inc_spoke4', findingOf(2));
    await people.merge(bindings, {
      v: 1,
      org: ORG,
      incident: 'inc_spoke3',
      into: 'inc_spoke4',
      actor: 'user:usr_a',
      reason: 'one attack',
    });
    await until('inc_spoke3', (s) => s.mergedInto !== undefined);
    expect(await spoke('inc_spoke3')).toEqual({ ok: true, value: { told: 1 } });
    const { events, state } = await logOf('inc_spoke4');
    expect(events.some((e) => e.type === 'source_spoke')).toBe(true);
    expect(state.closedAt).toBeUndefined();
    expect((await logOf('inc_spoke3')).events.some((e) => e.type === 'source_spoke')).toBe(false);
  });

  it('is told to nobody of another organisation, and to no incident that was never opened', async () => {
    await silent('inc_spoke5');
    expect(await spoke('inc_spoke5', {}, 'org_other')).toEqual({ ok: true, value: { told: 0 } });
    expect(await spoke('inc_nobody')).toEqual({ ok: true, value: { told: 0 } });
    expect((await logOf('inc_spoke5')).state.phase).toBe('escalated');
    expect(await spoke('inc_spoke5', { silent: -1 })).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });
});
