import type { AgentId } from '../../contracts/common.ts';
import type { AgentView, Quota, QuotaUpdate } from '../../contracts/quotas.ts';
import { DAY_MS, HOUR_MS } from '../../kit/clock.ts';
import type { AgentUse, QuotaRow } from '../../storage/authority/agents.ts';
import type { GateDeps } from '../deps.ts';

/** Without a model key an agent uses no tokens; with one, so much a day covers some hundred incidents. */
const TOKENS_PER_DAY = 2_000_000;
/** Ten US dollars */
const MICRO_USD_PER_DAY = 10_000_000;

const quota = (actionsPerHour: number): Quota => ({
  actionsPerHour,
  tokensPerDay: TOKENS_PER_DAY,
  microUsdPerDay: MICRO_USD_PER_DAY,
  selfSuggest: true,
});

/**
 * What agents may do before an admin says otherwise: the planner acts on corroborated findings, the inspector and the hunter on
 * what they found themselves; analyst and outbound propose nothing.
 */
export const DEFAULT_QUOTAS: Readonly<Record<AgentId, Quota>> = {
  planner: quota(60),
  inspector: quota(20),
  hunter: quota(10),
  analyst: { ...quota(0), selfSuggest: false },
  outbound: { ...quota(0), selfSuggest: false },
};
export const AGENTS = Object.keys(DEFAULT_QUOTAS) as AgentId[];

const NOTHING = { actions: 0, tokens: 0, microUsd: 0 };

const quotaOf = (agent: AgentId, row: QuotaRow | undefined): Quota =>
  row === undefined
    ? DEFAULT_QUOTAS[agent]
    : {
        actionsPerHour: row.actionsPerHour,
        tokensPerDay: row.tokensPerDay,
        microUsdPerDay: row.microUsdPerDay,
        selfSuggest: row.selfSuggest,
      };

function viewOf(agent: AgentId, rows: readonly QuotaRow[], used: readonly AgentUse[]): AgentView {
  const row = rows.find((r) => r.agent === agent);
  const { actions, tokens, microUsd } = used.find((u) => u.agent === agent) ?? NOTHING;
  return {
    id: agent,
    quota: quotaOf(agent, row),
    used: { actions, tokens, microUsd },
    ...(row === undefined ? {} : { set: { by: row.updatedBy, reason: row.reason, at: row.updatedAt } }),
  };
}

/** Every agent with its quota and what it used. */
export async function agentsOf(deps: Pick<GateDeps, 'store' | 'now'>, org: string): Promise<AgentView[]> {
  const now = deps.now();
  const [rows, used] = await Promise.all([
    deps.store.agents.quotas(org),
    deps.store.agents.used(org, { hour: now - HOUR_MS, day: now - DAY_MS }),
  ]);
  return AGENTS.map((agent) => viewOf(agent, rows, used));
}

/** What an agent may still propose by itself this hour. */
export const actionsLeft = (a: AgentView): number =>
  a.quota.selfSuggest ? Math.max(0, a.quota.actionsPerHour - a.used.actions) : 0;

/** How a change of a quota reads. Pure. */
export function updateOf(agent: AgentId, before: Quota, after: Quota, reason: string): QuotaUpdate {
  const more = (k: 'actionsPerHour' | 'tokensPerDay' | 'microUsdPerDay'): number => Math.sign(after[k] - before[k]);
  const change = more('actionsPerHour') + more('tokensPerDay') + more('microUsdPerDay');
  const action =
    after.selfSuggest !== before.selfSuggest
      ? after.selfSuggest
        ? 'enable'
        : 'disable'
      : change > 0
        ? 'raise'
        : change < 0
          ? 'lower'
          : 'keep';
  return { agent_id: agent, action, reason, self_suggest_enabled: after.selfSuggest };
}
