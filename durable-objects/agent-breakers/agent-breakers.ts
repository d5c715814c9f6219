import { DurableObject } from 'cloudflare:workers';
import { allow, CLOSED, recorded, viewOf, type BreakerState, type BreakerView } from '../../src/kit/breaker.ts';
import { GUARDED, type Guarded } from './api.ts';

/** The circuit breakers before an organisation's agents: one object, so that all its incidents see one state. */
export class AgentBreakers extends DurableObject {
  /** Whether an agent may be asked now; an open breaker lets one trial through at a time. */
  async allow(agent: Guarded): Promise<boolean> {
    const before = await this.#load(agent);
    const { allowed, state } = allow(before, Date.now());
    if (state !== before) await this.ctx.storage.put(agent, state);
    return allowed;
  }

  /** How a job ended: answered, or failed, lost or too late. */
  async record(agent: Guarded, success: boolean): Promise<void> {
    const before = await this.#load(agent);
    if (success && before.failures === 0) return;
    await this.ctx.storage.put(agent, recorded(before, success, Date.now()));
  }

  async view(): Promise<Record<Guarded, BreakerView>> {
    const now = Date.now();
    const states = await Promise.all(GUARDED.map(async (a) => [a, viewOf(await this.#load(a), now)] as const));
    return Object.fromEntries(states) as Record<Guarded, BreakerView>;
  }

  async #load(agent: Guarded): Promise<BreakerState> {
    return (await this.ctx.storage.get<BreakerState>(agent)) ?? CLOSED;
  }
}
