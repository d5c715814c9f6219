import * as z from 'zod';
import { AgentId, Id, OrgId, V1 } from '../../contracts/common.ts';
import type { Failure } from '../../kit/errors.ts';
import { ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { agentsOf } from './quotas.ts';

const LeaveRequest = z.object({ v: V1, org: OrgId, agent: AgentId });
const UseReport = z.object({
  v: V1,
  org: OrgId,
  agent: AgentId,
  id: Id,
  tokens: z.int().min(0).max(100_000_000),
  microUsd: z.int().min(0).max(100_000_000_000),
});

/** Whether an agent may use its language model now, and if not, why: by its tokens and money of the day. */
export async function agentLeave(
  deps: GateDeps,
  input: unknown,
): Promise<Result<{ model: boolean; reason: string }, Failure>> {
  const parsed = parseInput(LeaveRequest, input);
  if (!parsed.ok) return parsed;
  const agent = (await agentsOf(deps, parsed.value.org)).find((a) => a.id === parsed.value.agent)!;
  const { quota, used } = agent;
  if (used.tokens >= quota.tokensPerDay) return ok({ model: false, reason: 'its tokens of the day are spent' });
  if (used.microUsd >= quota.microUsdPerDay) return ok({ model: false, reason: 'its money of the day is spent' });
  return ok({ model: true, reason: '' });
}

/** What a job of an agent's cost; told twice it counts once. */
export async function agentUsed(deps: GateDeps, input: unknown): Promise<Result<{ counted: true }, Failure>> {
  const parsed = parseInput(UseReport, input);
  if (!parsed.ok) return parsed;
  const { org, agent, id, tokens, microUsd } = parsed.value;
  await deps.store.commit([deps.store.agents.use(org, { agent, id, actions: 0, tokens, microUsd, at: deps.now() })]);
  return ok({ counted: true });
}
