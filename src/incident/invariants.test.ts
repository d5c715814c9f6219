import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITY_BY_LEVEL } from '../contracts/common.ts';
import type { CustodyStatus } from '../contracts/custody.ts';
import { SILENCE_RULE_ID } from '../contracts/detections.ts';
import { actions } from '../respond/actions/registry.ts';
import { propose } from '../respond/propose.ts';
import { broken } from './invariants.ts';
import { replay } from './replay.ts';
import { hashEvent } from './log.ts';
import { NO_HASH } from '../contracts/ledger.ts';
import { REDUCER_VERSION } from './events.ts';
import { findingOf, planFor, PREVIEW, statusOf, World } from './testing/world.ts';

const RUNS = 10_000;
const STATES = [
  'waiting',
  'applying',
  'unknown',
  'held',
  'reverting',
  'released',
  'contested',
  'gone',
  'drifted',
  'failed',
] as const satisfies readonly CustodyStatus['state'][];
const PROOFS = ['none', 'accepted', 'configured', 'effective', 'not_observed'] as const;

/** Moves of the world around an incident: some sensible, some late, doubled, forged or out of order. */
const move = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('finding' as const),
      n: fc.integer({ min: 0, max: 5 }),
      severity: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('timer' as const), pick: fc.nat(10) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      job: fc.constantFrom('right', 'wrong'),
      agent: fc.constantFrom('analyst', 'inspector', 'failed'),
      risk: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      effect: fc.constantFrom('propose', 'preview', 'decide', 'permit', 'check'),
      how: fc.constantFrom('permit', 'ask', 'forbid', 'none'),
      strategy: fc.constantFrom(undefined, undefined, 'scheduled' as const, 'manual' as const),
      code: fc.constantFrom('forbidden', 'conflict', 'too_early', 'gone', 'too_fast'),
      refuse: fc.boolean(),
      forged: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('custody' as const),
      op: fc.nat(6),
      state: fc.constantFrom(...STATES),
      proof: fc.constantFrom(...PROOFS),
      fence: fc.integer({ min: 0, max: 3 }),
      late: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('person' as const),
      what: fc.constantFrom(
        'release',
        'close',
        'approve',
        'reopen',
        'comment',
        'assign',
        'unassign',
        'acknowledge',
        'task',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      what: fc.constantFrom('ask', 'done', 'refused', 'silent', 'forged', 'absorb', 'relate'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lost' as const),
      kind: fc.constantFrom(
        'propose',
        'preview',
        'decide',
        'permit',
        'acquire',
        'status',
        'release',
        'ledger',
        'notify',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), pick: fc.nat(30) }) },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function answer(w: World, m: Extract<Move, { do: 'answer' }>): void {
  const state = w.state!;
  if (m.effect === 'check') {
    const asked = w.last('check');
    if (asked && m.how === 'none') w.do('task_checked', { opId: asked.opId, error: 'AWS does not answer' });
    else if (asked)
      w.do('task_checked', { opId: asked.opId, preview: { ...PREVIEW, alreadyDone: m.how === 'permit' } });
  } else if (m.effect === 'propose') {
    const asked = w.last('propose');
    if (asked?.forbidden !== undefined)
      w.do('proposed', {
        revision: asked.revision,
        drafts:
          m.how === 'none'
            ? []
            : asked.forbidden.map(({ draft, reasons }) => ({
                ...draft,
                opId: `${draft.opId}-c`,
                insteadOf: {
                  opId: draft.opId,
                  action: draft.spec.action,
                  target: draft.spec.target,
                  reasons: [...reasons],
                },
              })),
      });
    else if (asked)
      w.do('proposed', {
        revision: asked.revision,
        drafts: m.how === 'none' ? [] : propose({ state, revision: asked.revision, covered: asked.covered, actions }),
      });
  } else if (m.effect === 'preview') {
    const asked = w.last('preview');
    if (asked)
      w.do('previewed', {
        revision: asked.revision,
        previews:
          m.how === 'none'
            ? []
            : asked.drafts.map((d, i) => ({ opId: d.opId, preview: { ...PREVIEW, exists: i % 3 !== 2 } })),
      });
  } else if (m.effect === 'decide') {
    const plan =
      m.how === 'none'
        ? undefined
        : planFor(w, m.how, {
            ...(m.strategy === undefined ? {} : { strategy: m.strategy }),
            ...(m.how === 'ask' ? { escalateAt: w.now + 900_000 } : {}),
          });
    const asked = w.last('decide');
    if (asked) w.do('decided', { revision: asked.revision, plans: plan ? [plan] : [] });
  } else {
    const asked = w.last('permit');
    if (!asked) return;
    if (m.refuse) w.do('permit_refused', { plan: asked.plan, code: m.code, detail: 'no' });
    else
      w.do('permitted', {
        plan: asked.plan,
        digest: m.forged ? 'f'.repeat(64) : asked.digest,
        permit: 'token',
        expiresAt: w.now + 1_000,
        approvals: [],
        ...(m.how === 'ask' ? { glassBrokenBy: 'user:usr_b' } : {}),
      });
  }
}

function person(w: World, what: Extract<Move, { do: 'person' }>['what']): void {
  const actor = 'user:usr_a';
  const reason = 'asked';
  if (what === 'approve') w.do('approval_arrived', { plan: w.state?.plans[0]?.id ?? 'plan_none', actor });
  else if (what === 'task')
    w.do('task_done', {
      actor,
      opId: w.state?.actions.find((a) => a.state === 'manual')?.draft.opId ?? 'op_none',
      note: 'did it',
    });
  else if (what === 'release') w.do('release_requested', { actor, reason });
  else if (what === 'close') w.do('close_requested', { actor, reason, resolution: 'resolved' });
  else if (what === 'reopen') w.do('reopen_requested', { actor, reason });
  else if (what === 'comment') w.do('commented', { actor, comment: `cmt_${w.events.length}`, text: 'between us' });
  else if (what === 'acknowledge') w.do('acknowledged', { actor });
  else w.do('assigned', { actor, assignee: what === 'assign' ? 'usr_b' : null });
}

function merge(w: World, what: Extract<Move, { do: 'merge' }>['what']): void {
  const actor = 'user:usr_a';
  const reason = 'one attack';
  const asked = w.effects.findLast((e) => e.effect.body.kind === 'merge')?.effect;
  const into = asked?.body.kind === 'merge' ? asked.body.into : 'inc_other';
  if (what === 'ask') w.do('merge_requested', { actor, reason, into: 'inc_other' });
  else if (what === 'forged') w.do('merged', { into: 'inc_forged', findings: 1 });
  else if (what === 'absorb') w.do('absorbed', { actor, reason, incident: 'inc_third', findings: 2 });
  else if (what === 'relate') w.do('related', { incident: 'inc_third' });
  else if (asked === undefined) return;
  else if (what === 'done') w.do('merged', { into, findings: w.state?.findingCount ?? 0 });
  else
    w.do('effect_failed', {
      effect: asked.id,
      kind: 'merge',
      error: 'conflict: it was merged itself',
      ...(what === 'refused' ? { refused: true } : {}),
    });
}

function play(w: World, m: Move): void {
  w.now += 10;
  if (w.state === undefined && m.do !== 'finding') return;
  switch (m.do) {
    case 'finding':
      w.find(findingOf(m.n, m.severity));
      break;
    case 'timer': {
      const names = [...w.timers.keys()];
      const name = names[m.pick % Math.max(1, names.length)];
      if (name !== undefined) w.fire(name);
      break;
    }
    case 'report': {
      const job = m.job === 'right' ? (w.state?.round.job ?? 'job_none') : 'job_wrong';
      if (m.agent === 'failed') w.do('agent_failed', { job, agent: 'inspector', error: 'gone' });
      else if (m.agent === 'analyst')
        w.do('analyst_reported', {
          job,
          report: {
            title: 't',
            summary: '',
            severity: 'low',
            risk: m.risk,
            reasons: [],
            techniques: [],
            timeline: [],
            nextSteps: [],
            author: 'x',
            limits: [],
          },
        });
      else
        w.do('inspector_reported', {
          job,
          report: { nodes: [], edges: [], evidence: [], facts: [], discovered: [], limits: [] },
        });
      break;
    }
    case 'answer':
      answer(w, m);
      break;
    case 'custody': {
      const op = w.state?.actions[m.op]?.draft.opId ?? 'op_unknown';
      w.do('custody_reported', {
        status: statusOf(w, op, {
          state: m.state,
          proof: m.proof,
          fence: m.fence,
          at: m.late ? w.now - 10_000 : w.now,
          ...(m.state === 'held' ? { leaseUntil: w.now + 5_000 } : {}),
        }),
      });
      break;
    }
    case 'person':
      person(w, m.what);
      break;
    case 'merge':
      merge(w, m.what);
      break;
    case 'lost': {
      const effect = w.effects.findLast((e) => e.effect.body.kind === m.kind)?.effect;
      const opId = effect?.body.kind === 'acquire' ? effect.body.request.opId : undefined;
      if (effect)
        w.do('effect_failed', {
          effect: effect.id,
          kind: m.kind,
          error: 'gave up',
          ...(opId === undefined ? {} : { opId }),
        });
      break;
    }
    case 'again': {
      const event = w.events[m.pick % Math.max(1, w.events.length)];
      if (event !== undefined) w.apply(event);
      break;
    }
  }
}

/** Where a random history sets out: at nothing, or after the gate's first word. */
const start = fc.constantFrom('nothing', 'permit', 'ask', 'forbid', 'manual', 'scheduled', 'permitted');
type Start = typeof start extends fc.Arbitrary<infer S> ? S : never;

/** The straight way up to the gate's word (and for `permitted` to its leave), from where random moves go on. */
function drive(w: World, from: Start): void {
  if (from === 'nothing') return;
  w.find(findingOf(0));
  w.fire('investigate');
  w.fire('investigation_timeout');
  const strategy = from === 'manual' || from === 'scheduled' ? from : undefined;
  const how = from === 'ask' || from === 'forbid' ? from : 'permit';
  const effects = ['propose', 'preview', 'decide', ...(from === 'permitted' ? (['permit'] as const) : [])] as const;
  for (const effect of effects)
    answer(w, { do: 'answer', effect, how, refuse: false, forged: false, strategy, code: 'forbidden' });
}

describe('over random histories', () => {
  it('no safety property breaks, and neither risk nor severity ever falls', () => {
    fc.assert(
      fc.property(start, fc.array(move, { minLength: 5, maxLength: 60 }), (from, moves) => {
        const w = new World();
        drive(w, from);
        let risk = 0;
        let severity = 0;
        for (const m of moves) {
          play(w, m);
          if (w.state === undefined) continue;
          expect(broken({ events: w.events, effects: w.effects, timers: w.timers, state: w.state })).toEqual([]);
          expect(w.state.risk).toBeGreaterThanOrEqual(risk);
          expect(SEVERITY_BY_LEVEL[w.state.severity]).toBeGreaterThanOrEqual(severity);
          risk = w.state.risk;
          severity = SEVERITY_BY_LEVEL[w.state.severity];
        }
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    );
  });

  it('the random histories reach the far end: some acquire, some close, some escalate, some merge', () => {
    const reached = {
      acquire: 0,
      closed: 0,
      escalated: 0,
      merged: 0,
      reopened: 0,
      scheduled: 0,
      byHand: 0,
      insteadOf: 0,
      glass: 0,
    };
    fc.assert(
      fc.property(start, fc.array(move, { minLength: 40, maxLength: 80 }), (from, moves) => {
        const w = new World();
        drive(w, from);
        for (const m of moves) play(w, m);
        reached.acquire += w.of('acquire').length;
        reached.closed += w.state?.phase === 'closed' ? 1 : 0;
        const acquired = new Set(w.of('acquire').map((a) => a.request.plan));
        const scheduled = w.events.flatMap((e) => (e.type === 'decided' ? e.body.plans : []));
        reached.scheduled += scheduled.some((p) => p.strategy?.kind === 'scheduled' && acquired.has(p.id)) ? 1 : 0;
        reached.byHand += w.state?.actions.some((a) => a.state === 'done_by_hand') ? 1 : 0;
        reached.insteadOf += w.state?.actions.some((a) => a.draft.insteadOf !== undefined) ? 1 : 0;
        reached.glass += w.events.some(
          (e, i) => e.type === 'permitted' && e.body.glassBrokenBy && w.recorded(i + 1, 'permitted'),
        )
          ? 1
          : 0;
        reached.merged += w.state?.mergedInto === undefined ? 0 : 1;
        reached.reopened += w.events.some((e, i) => e.type === 'reopen_requested' && w.recorded(i + 1, 'reopened'))
          ? 1
          : 0;
        reached.escalated += (w.state?.escalations.length ?? 0) > 0 ? 1 : 0;
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect(Math.min(...Object.values(reached)), JSON.stringify(reached)).toBeGreaterThan(10);
  });

  it('a source that fell silent and speaks again ends its own incident and no other, whoever does what meanwhile', () => {
    const around = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant('spoke' as const), silent: fc.nat(1) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('timer' as const), pick: fc.nat(10) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('nothing' as const) }) },
      { weight: 2, arbitrary: move.filter((m) => m.do !== 'finding') },
      { weight: 1, arbitrary: move },
    );
    let ended = 0;
    let left = 0;
    fc.assert(
      fc.property(fc.array(around, { minLength: 3, maxLength: 15 }), (moves) => {
        const w = new World();
        const rule = { id: SILENCE_RULE_ID, title: 'An event source fell silent', level: 'medium' as const };
        w.find(findingOf(9, 3, { rule, entities: [{ type: 'resource', id: 'src_a', role: 'target' }] }));
        for (const m of moves) {
          const asked = w.last('propose');
          if (m.do === 'spoke')
            w.do('source_spoke', { finding: 'fnd_9', source: 'src_a', since: w.now, silent: m.silent });
          else if (m.do !== 'nothing') play(w, m);
          else if (asked !== undefined) w.do('proposed', { revision: asked.revision, drafts: [] });
          expect(broken({ events: w.events, effects: w.effects, timers: w.timers, state: w.state! })).toEqual([]);
        }
        if (w.state!.closeReason?.includes('speaks again') === true) ended++;
        else if (w.state!.spoke !== undefined) left++;
      }),
      { numRuns: 2_000, seed: 11 },
    );
    expect(Math.min(ended, left), `${ended} ended, ${left} left`).toBeGreaterThan(100);
  });

  it('a log replays to the same state and hash, and one altered line is named', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 10, maxLength: 40 }), (moves) => {
        const w = new World();
        w.find(findingOf(0));
        for (const m of moves) play(w, m);
        let prev = NO_HASH;
        const events = w.events.map((e, i) => {
          prev = hashEvent(i + 1, e, prev);
          return { seq: i + 1, id: e.id, type: e.type, at: e.at, body: e.body, hash: prev };
        });
        const result = replay({ reducer: REDUCER_VERSION, events, state: w.state });
        expect(result).toMatchObject({ broken: [], same: true, hash: prev });
        const altered = replay({
          reducer: REDUCER_VERSION,
          events: events.map((e, i) => (i === 0 ? { ...e, at: e.at + 1 } : e)),
          state: w.state,
        });
        expect(altered.broken[0]?.seq).toBe(1);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
