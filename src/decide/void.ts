import * as z from 'zod';
import { Id, OrgId, V1 } from '../contracts/common.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { GateDeps } from './deps.ts';
import { parseInput } from './parse.ts';
import { entry, flushJournal } from './record.ts';

const VoidRequest = z.object({ v: V1, org: OrgId, plan: Id, reason: z.string().min(1).max(1000) });

/** Ends a plan that drifted or was superseded: no permit any more, and no forward step under one already given. Idempotent. */
export async function voidPlan(deps: GateDeps, input: unknown): Promise<Result<{ voided: true }, Failure>> {
  const parsed = parseInput(VoidRequest, input);
  if (!parsed.ok) return parsed;
  const { org, plan, reason } = parsed.value;
  const stored = await deps.store.plans.find(org, plan);
  if (!stored) return err(failure('not_found', 'the plan is not known to the gate'));
  const { store } = deps;
  const voided = entry(org, {
    chain: stored.plan.incident,
    type: 'plan.voided',
    actor: 'worker:gate',
    at: deps.now(),
    once: [plan],
    body: { plan, digest: stored.digest, reason },
  });
  await store.commit([store.plans.end(org, plan), store.journal.add(org, voided, store.journal.ifVoid(org, plan))]);
  await flushJournal(deps, org);
  return ok({ voided: true });
}
