import type { EffectBody } from '../../src/incident/effects.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { inCustody } from '../../src/incident/phase.ts';
import type { Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { unreachable, type Result } from '../../src/kit/result.ts';
import { compensate, propose } from '../../src/respond/propose.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { mayAsk, note } from '../agent-breakers/api.ts';
import { askAgents } from './ask-agents.ts';
import type { IncidentEnv } from './deps.ts';

/** Failures that another try may mend; every other one is an answer. */
const PASSING: ReadonlySet<Failure['code']> = new Set(['unavailable', 'internal', 'too_fast']);

export class PassingFailure extends Error {}

export interface PerformDeps {
  readonly env: IncidentEnv;
  readonly state: IncidentState;
  readonly findings: (limit: number) => Finding[];
  /** Hands every finding of the log to another incident; answers once that one holds them durably. */
  readonly handOver: (merge: Extract<EffectBody, { kind: 'merge' }>) => Promise<Result<{ findings: number }, Failure>>;
  readonly now: () => number;
}

/** What an effect is about, for the event that says that it failed. */
export function subjectOf(body: EffectBody): { opId?: string; plan?: string } {
  if (body.kind === 'acquire') return { opId: body.request.opId };
  if (body.kind === 'status' || body.kind === 'release' || body.kind === 'check') return { opId: body.opId };
  return body.kind === 'permit' || body.kind === 'void' ? { plan: body.plan } : {};
}

/** An effect without an answer by then is tried again: all of them are idempotent, and a neighbour that hangs must not hold up the rest. */
export const EFFECT_TIMEOUT_MS = 30_000;

/** What `work` gives, or a {@link PassingFailure} once it takes longer than `timeoutMs`; its late answer is dropped. */
export async function inTime<T>(work: Promise<T>, what: string, timeoutMs = EFFECT_TIMEOUT_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new PassingFailure(`${what} had no answer in time`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Carries one effect out and says what came of it, as events with ids made from the effect's: the same effect twice is the
 * same events. Throws where a later try may succeed.
 */
export async function perform(deps: PerformDeps, effectId: string, body: EffectBody): Promise<IncidentEvent[]> {
  const { env, state } = deps;
  const { org, id: incident } = state;
  const event = <T extends IncidentEvent['type']>(
    type: T,
    eventBody: Extract<IncidentEvent, { type: T }>['body'],
    nth = 0,
  ): IncidentEvent =>
    ({
      id: deterministicId('ev', effectId, type, String(nth)),
      type,
      at: deps.now(),
      body: eventBody,
    }) as IncidentEvent;
  /** A lasting failure becomes an event with an owner. */
  const refused = (f: Failure): IncidentEvent[] => {
    if (PASSING.has(f.code)) throw new PassingFailure(`${f.code}: ${f.detail}`);
    return [
      event('effect_failed', {
        effect: effectId,
        kind: body.kind,
        error: `${f.code}: ${f.detail}`.slice(0, 500),
        ...subjectOf(body),
        refused: true,
      }),
    ];
  };

  switch (body.kind) {
    case 'investigate': {
      const skipped = await askAgents(env, state, body, deps.findings);
      return skipped.map(({ agent, error }, i) => event('agent_failed', { job: body.job.job, agent, error }, i));
    }
    case 'propose': {
      const lease = Number(env.DEFAULT_LEASE_MS ?? '');
      const input = {
        state,
        revision: body.revision,
        covered: body.covered,
        actions,
        ...(lease > 0 ? { leaseMs: lease } : {}),
      };
      const drafts = body.forbidden === undefined ? propose(input) : compensate(body.forbidden, input);
      return [event('proposed', { revision: body.revision, drafts })];
    }
    case 'preview': {
      const answer = await env.CUSTODY.preview({
        v: 1,
        org,
        incident,
        specs: body.drafts.map((d) => ({ opId: d.opId, spec: d.spec })),
      });
      if (!answer.ok) return refused(answer.error);
      const previews = answer.value.previews.map((p) =>
        p.result.ok
          ? { opId: p.opId, preview: p.result.value }
          : { opId: p.opId, error: p.result.error.detail.slice(0, 500) },
      );
      return [event('previewed', { revision: body.revision, previews })];
    }
    case 'check': {
      const answer = await env.CUSTODY.preview({ v: 1, org, incident, specs: [{ opId: body.opId, spec: body.spec }] });
      if (!answer.ok) return refused(answer.error);
      const [checked] = answer.value.previews;
      return [
        event('task_checked', {
          opId: body.opId,
          ...(checked?.result.ok === true ? { preview: checked.result.value } : {}),
          ...(checked?.result.ok === false ? { error: checked.result.error.detail.slice(0, 500) } : {}),
        }),
      ];
    }
    case 'decide': {
      const answer = await env.DECISIONS.decide({
        v: 1,
        org,
        incident,
        revision: body.revision,
        requestedBy: 'worker:supervisor',
        risk: body.risk,
        drafts: [...body.drafts],
        at: body.at,
      });
      return answer.ok
        ? [event('decided', { revision: body.revision, plans: answer.value.plans })]
        : refused(answer.error);
    }
    case 'permit': {
      const answer = await env.DECISIONS.permit({
        v: 1,
        org,
        incident,
        plan: body.plan,
        digest: body.digest,
        at: body.at,
      });
      if (answer.ok) return [event('permitted', { plan: body.plan, digest: body.digest, ...answer.value })];
      if (answer.error.code === 'unavailable' || answer.error.code === 'internal') return refused(answer.error);
      return [
        event('permit_refused', {
          plan: body.plan,
          code: answer.error.code,
          detail: answer.error.detail.slice(0, 500),
        }),
      ];
    }
    case 'void': {
      const answer = await env.DECISIONS.void({ v: 1, org, plan: body.plan, reason: body.reason });
      return answer.ok ||
        answer.error.code === 'not_found' ||
        answer.error.code === 'conflict' ||
        answer.error.code === 'gone'
        ? []
        : refused(answer.error);
    }
    case 'acquire': {
      const answer = await env.CUSTODY.acquire(body.request);
      return answer.ok ? [event('custody_reported', { status: answer.value })] : refused(answer.error);
    }
    case 'status': {
      const answer = await env.CUSTODY.status({ v: 1, org, opId: body.opId, spec: body.spec });
      if (answer.ok) return [event('custody_reported', { status: answer.value })];
      if (answer.error.code !== 'not_found') return refused(answer.error);
      const asked = state.actions.find((a) => a.draft.opId === body.opId);
      // While its acquire is still being tried, that custody does not know it says nothing. Once that was given up, it says all.
      return asked?.state === 'unknown' && asked.status === undefined
        ? [
            event('effect_failed', {
              effect: effectId,
              kind: 'acquire',
              error: 'custody never heard of it',
              opId: body.opId,
              refused: true,
            }),
          ]
        : [];
    }
    case 'release': {
      const answer = await env.CUSTODY.release({ v: 1, org, opId: body.opId, spec: body.spec, reason: body.reason });
      if (answer.ok) return [event('custody_reported', { status: answer.value })];
      const held = state.actions.find((a) => a.draft.opId === body.opId);
      // Its acquire may be on its way: a release that came first must not be lost for that.
      if (answer.error.code === 'not_found' && held !== undefined && held.status === undefined && inCustody(held.state))
        throw new PassingFailure('custody does not know it yet');
      return answer.error.code === 'not_found' && held?.state === 'failed' ? [] : refused(answer.error);
    }
    case 'merge': {
      const answer = await deps.handOver(body);
      return answer.ok
        ? [event('merged', { into: body.into, findings: answer.value.findings })]
        : refused(answer.error);
    }
    case 'agent_silent':
      await Promise.all(body.agents.map((agent) => note(env.BREAKERS, org, agent, false)));
      return [];
    case 'agent_used': {
      const { agent, id, tokens, microUsd } = body;
      const answer = await env.DECISIONS.agentUsed({ v: 1, org, agent, id, tokens, microUsd });
      return answer.ok ? [] : refused(answer.error);
    }
    case 'notify':
      if (!(await mayAsk(env.BREAKERS, org, 'outbound')))
        throw new PassingFailure('the notifier’s circuit is open after failures in a row');
      await env.OUTBOUND.send(body.job);
      return [];
    case 'ledger': {
      const answer = await env.LEDGER.append({ v: 1, entries: [body.entry] });
      return answer.ok ? [] : refused(answer.error);
    }
    default:
      return unreachable(body);
  }
}
