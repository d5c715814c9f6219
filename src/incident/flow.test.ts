import { describe, expect, it } from 'vitest';
import { SILENCE_RULE_ID } from '../contracts/detections.ts';
import { actions } from '../respond/actions/registry.ts';
import { propose } from '../respond/propose.ts';
import { findingOf, planFor, PREVIEW, statusOf, World } from './testing/world.ts';

const ANALYST = {
  title: 'Leaked key',
  summary: '',
  severity: 'high' as const,
  risk: 70,
  reasons: [],
  techniques: [],
  timeline: [],
  nextSteps: [],
  author: 'rules',
  limits: [],
};
const INSPECTOR = { nodes: [], edges: [], evidence: [], facts: [], discovered: [], limits: [] };

function investigated(): World {
  const w = new World();
  w.find(findingOf(1));
  w.fire('investigate');
  const job = w.state!.round.job!;
  w.do('analyst_reported', { job, report: ANALYST });
  w.do('inspector_reported', { job, report: INSPECTOR });
  return w;
}

function decided(outcome: 'permit' | 'ask' | 'forbid'): World {
  const w = investigated();
  const asked = w.last('propose')!;
  w.do('proposed', {
    revision: asked.revision,
    drafts: propose({ state: w.state!, revision: asked.revision, covered: asked.covered, actions }),
  });
  const drafts = w.last('preview')!.drafts;
  w.do('previewed', { revision: asked.revision, previews: drafts.map((d) => ({ opId: d.opId, preview: PREVIEW })) });
  w.do('decided', { revision: asked.revision, plans: [planFor(w, outcome)!] });
  return w;
}

function permitted(): World {
  const w = decided('permit');
  const asked = w.last('permit')!;
  w.do('permitted', {
    plan: asked.plan,
    digest: asked.digest,
    permit: 'token',
    expiresAt: w.now + 1_000,
    approvals: [],
  });
  return w;
}

describe('the way of an incident', () => {
  it('goes from a finding to a verified, released and closed end when the policy permits', () => {
    const w = permitted();
    expect(w.state?.phase).toBe('respond');
    const op = w.last('acquire')!.request.opId;
    w.do('custody_reported', { status: statusOf(w, op, { state: 'applying', step: 'deactivate' }) });
    w.do('custody_reported', {
      status: statusOf(w, op, { state: 'held', proof: 'accepted', leaseUntil: w.now + 8_000, at: w.now + 1 }),
    });
    expect(w.state?.phase).toBe('verify');
    w.do('custody_reported', {
      status: statusOf(w, op, { state: 'held', proof: 'effective', leaseUntil: w.now + 8_000, at: w.now + 2 }),
    });
    expect(w.state?.phase).toBe('hold');
    expect(w.state?.actions[0]?.state).toBe('verified');
    w.do('custody_reported', { status: statusOf(w, op, { state: 'reverting', proof: 'effective', at: w.now + 3 }) });
    w.do('custody_reported', { status: statusOf(w, op, { state: 'released', proof: 'configured', at: w.now + 4 }) });
    expect(w.state?.phase).toBe('closed');
    expect(w.of('notify').map((n) => n.job.event)).toEqual(
      expect.arrayContaining(['opened', 'contained', 'released', 'closed']),
    );
  });

  it('waits for a person when the policy asks, and asks the gate again when an approval arrives', () => {
    const w = decided('ask');
    expect(w.state?.phase).toBe('await_approval');
    expect(w.of('acquire')).toEqual([]);
    const before = w.of('permit').length;
    w.do('approval_arrived', { plan: w.state!.plans[0]!.id, actor: 'user:usr_a' });
    expect(w.of('permit').length).toBe(before + 1);
    expect(w.of('acquire')).toEqual([]);
  });

  it('goes on waiting while approvals are missing, and ends as denied when a person denied', () => {
    const w = decided('ask');
    const plan = w.state!.plans[0]!.id;
    w.do('permit_refused', { plan, code: 'conflict', detail: 'waits for 1 more' });
    expect(w.state?.phase).toBe('await_approval');
    w.do('permit_refused', { plan, code: 'forbidden', detail: 'a person denied this plan' });
    expect(w.state?.actions[0]?.state).toBe('denied');
  });

  it('a plan that nobody approves in time expires, is voided and is told to a person', () => {
    const w = decided('ask');
    w.fire(`plan:${w.state!.plans[0]!.id}`);
    expect(w.state?.actions[0]?.state).toBe('expired');
    expect(w.of('void')).toHaveLength(1);
    expect(w.state?.phase).toBe('escalated');
  });

  it('an agent that does not answer is a limit, not a stall', () => {
    const w = new World();
    w.find(findingOf(1));
    w.fire('investigate');
    w.fire('investigation_timeout');
    expect(w.last('propose')).toBeDefined();
    expect(w.state?.limits).toEqual(['analyst did not answer in time', 'inspector did not answer in time']);
  });

  it('a low finding waits in triage and is closed after a quiet day', () => {
    const w = new World();
    w.find(findingOf(1, 2));
    expect(w.state?.phase).toBe('triage');
    expect([...w.timers.keys()]).toEqual(['weak_close']);
    w.fire('weak_close');
    expect(w.state?.phase).toBe('closed');
  });

  it('a source that fell silent is a person’s: told of, and closed by nobody else while it is silent', () => {
    const silent = (ruleId: string) => {
      const w = new World();
      const finding = findingOf(1, 3);
      w.find({ ...finding, rule: { ...finding.rule, id: ruleId } });
      w.fire('investigate');
      w.fire('investigation_timeout');
      w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
      return w;
    };
    const w = silent(SILENCE_RULE_ID);
    expect(w.state?.phase).toBe('escalated');
    expect(w.last('notify')!.job).toMatchObject({ event: 'escalated' });
    expect(silent('another-rule').state?.phase).toBe('closed');
  });

  describe('a source that had fallen silent speaks again', () => {
    const SINCE = Date.UTC(2026, 0, 10, 12);
    const silence = (n: number, targets = 1) => {
      const finding = findingOf(n, 3);
      const entities = Array.from({ length: targets }, (_, i) => ({
        type: 'resource' as const,
        id: `src_${i}`,
        role: 'target' as const,
      }));
      return { ...finding, rule: { ...finding.rule, id: SILENCE_RULE_ID }, entities };
    };
    const spoke = (w: World, n: number, more: { source?: string; silent?: number } = {}) =>
      w.do('source_spoke', { finding: `fnd_${n}`, source: 'src_0', since: SINCE, silent: 0, ...more });
    const endRound = (w: World) => {
      w.fire('investigate');
      w.fire('investigation_timeout');
      w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
    };
    const escalated = (targets = 1) => {
      const w = new World();
      w.find(silence(1, targets));
      endRound(w);
      expect(w.state?.phase).toBe('escalated');
      return w;
    };
    const recorded = (w: World, type: string) => w.of('ledger').filter((e) => e.entry.type === type);

    it('closes what holds nothing else, with the reason, in the ledger, and tells whoever was asked to look', () => {
      const w = escalated();
      spoke(w, 1);
      expect(w.state).toMatchObject({
        phase: 'closed',
        closeReason: 'the source speaks again since 2026-01-10T12:00:00Z',
        escalations: [],
      });
      expect(recorded(w, 'source_spoke').map((e) => e.entry.body)).toEqual([
        { finding: 'fnd_1', source: 'src_0', since: SINCE, silent: 0 },
      ]);
      expect(recorded(w, 'closed').map((e) => e.entry.body)).toEqual([{ reason: w.state!.closeReason }]);
      expect(w.of('notify').map((e) => e.job.event)).toEqual(['escalated', 'closed']);
    });

    it('while it is investigated closes it once that is done, and nobody is called', () => {
      const w = new World();
      w.find(silence(1));
      w.fire('investigate');
      spoke(w, 1);
      expect(w.state?.phase).toBe('investigate');
      w.fire('investigation_timeout');
      w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
      expect(w.state).toMatchObject({
        phase: 'closed',
        closeReason: 'the source speaks again since 2026-01-10T12:00:00Z',
      });
      expect(w.of('notify')).toEqual([]);
    });

    it('is the last of many before their incident closes', () => {
      const w = escalated(3);
      spoke(w, 1, { silent: 2 });
      spoke(w, 1, { source: 'src_1', silent: 1 });
      expect(w.state?.phase).toBe('escalated');
      spoke(w, 1, { source: 'src_2' });
      expect(w.state?.closeReason).toBe(
        'none of its sources is missed any more; the last speaks again since 2026-01-10T12:00:00Z',
      );
      expect(recorded(w, 'source_spoke')).toHaveLength(3);
    });

    it.each([
      ['assigned', (w: World) => w.do('assigned', { actor: 'user:usr_a', assignee: 'usr_a' })],
      ['acknowledged', (w: World) => w.do('acknowledged', { actor: 'user:usr_a' })],
      ['commented on', (w: World) => w.do('commented', { actor: 'user:usr_a', comment: 'cmt_1', text: 'I look' })],
      [
        'merged with another',
        (w: World) => w.do('absorbed', { actor: 'user:usr_a', reason: 'one', incident: 'inc_2', findings: 0 }),
      ],
      ['short of its notices', (w: World) => w.do('effect_failed', { effect: 'ev_x', kind: 'notify', error: 'away' })],
    ])('is a note and no more where a person has it: %s', (_, take) => {
      const w = escalated();
      take(w);
      spoke(w, 1);
      expect(w.state?.phase).toBe('escalated');
      expect(recorded(w, 'source_spoke')).toHaveLength(1);
    });

    it('leaves an incident open that a person took on while it was investigated, and says what is left to do', () => {
      const w = new World();
      w.find(silence(1));
      w.fire('investigate');
      w.do('acknowledged', { actor: 'user:usr_a' });
      spoke(w, 1);
      w.fire('investigation_timeout');
      w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
      expect(w.state?.escalations).toEqual([expect.stringContaining('speaks again')]);
    });

    it('closes its incident whatever severity an organisation gave to silences, and not if an analyst saw more in it', () => {
      const reported = (risk: number) => {
        const w = new World();
        w.find({ ...silence(1), severity: 4 });
        w.fire('investigate');
        w.do('analyst_reported', { job: w.state!.round.job!, report: { ...ANALYST, risk } });
        w.fire('investigation_timeout');
        w.do('proposed', { revision: w.last('propose')!.revision, drafts: [] });
        expect(w.state?.phase).toBe('escalated');
        spoke(w, 1);
        return w.state?.phase;
      };
      expect(reported(45)).toBe('closed');
      expect(reported(61)).toBe('escalated');
    });

    it('closes no incident that is about something else too', () => {
      const w = escalated();
      w.find(findingOf(2, 3));
      spoke(w, 1);
      expect(w.state?.closedAt).toBeUndefined();
      expect(w.state?.escalations).toHaveLength(1);
    });

    it('opens nothing that was closed, and is still in the record', () => {
      const w = escalated();
      w.do('close_requested', { actor: 'user:usr_a', reason: 'planned' });
      spoke(w, 1);
      expect(w.state).toMatchObject({ phase: 'closed', closeReason: 'planned' });
      expect(recorded(w, 'source_spoke')).toHaveLength(1);
    });

    it('is no news to an incident that knows of no such silence', () => {
      const w = escalated();
      spoke(w, 7);
      expect(w.state).toMatchObject({ phase: 'escalated', ignored: 1 });
    });
  });

  it('a new finding reopens a closed incident', () => {
    const w = new World();
    w.find(findingOf(1, 2));
    w.fire('weak_close');
    w.find(findingOf(2, 4));
    expect(w.state?.closedAt).toBeUndefined();
    expect(w.timers.has('investigate')).toBe(true);
  });

  it('findings that come during a round lead to another round, and what is dealt with is not proposed again', () => {
    const w = investigated();
    w.find(findingOf(2));
    const asked = w.last('propose')!;
    w.do('proposed', { revision: asked.revision, drafts: [] });
    expect(w.state?.round).toMatchObject({ number: 2, stage: 'waiting' });
  });

  it('drift voids the plan and plans anew', () => {
    const w = permitted();
    const op = w.last('acquire')!.request.opId;
    w.do('custody_reported', { status: statusOf(w, op, { state: 'drifted' }) });
    expect(w.of('void')).toHaveLength(1);
    expect(w.state?.round).toMatchObject({ number: 2, stage: 'waiting' });
  });

  it('an effect that cannot be carried out escalates to a person', () => {
    const w = investigated();
    w.do('effect_failed', { effect: 'ev_x', kind: 'propose', error: 'no answer' });
    expect(w.state?.phase).toBe('escalated');
    expect(w.of('notify').at(-1)?.job.event).toBe('escalated');
  });

  it('a release is asked of custody once for each held action', () => {
    const w = permitted();
    w.do('release_requested', { actor: 'user:usr_a', reason: 'false alarm' });
    w.do('release_requested', { actor: 'user:usr_a', reason: 'false alarm' });
    expect(w.of('release')).toHaveLength(1);
  });

  it('what holds something cannot be closed', () => {
    const w = permitted();
    w.do('close_requested', { actor: 'user:usr_a', reason: 'done' });
    expect(w.state?.closedAt).toBeUndefined();
  });

  it('a report for another job, or a late one, changes nothing', () => {
    const w = investigated();
    const { risk } = w.state!;
    w.do('analyst_reported', { job: 'job_other', report: { ...ANALYST, risk: 100 } });
    expect(w.state?.risk).toBe(risk);
  });

  it('an analyst can raise severity and risk, and cannot lower them', () => {
    const w = new World();
    w.find(findingOf(1, 5));
    w.fire('investigate');
    const { risk } = w.state!;
    w.do('analyst_reported', { job: w.state!.round.job!, report: { ...ANALYST, severity: 'low', risk: 1 } });
    expect(w.state?.severity).toBe('critical');
    expect(w.state?.risk).toBe(risk);
  });
});
