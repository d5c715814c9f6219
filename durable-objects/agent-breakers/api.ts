/** Agents that are asked by queue and answer by report: those that a breaker stands before. */
export const GUARDED = ['analyst', 'inspector', 'outbound'] as const;
export type Guarded = (typeof GUARDED)[number];

/** The breakers' namespace, as those who ask agents see it. */
export interface Breakers {
  getByName(org: string): {
    allow(agent: Guarded): Promise<boolean>;
    record(agent: Guarded, success: boolean): Promise<void>;
  };
}

/** A breaker that cannot be asked must not hold anything up: then the agent is asked. */
export async function mayAsk(breakers: Breakers, org: string, agent: Guarded): Promise<boolean> {
  try {
    return await breakers.getByName(org).allow(agent);
  } catch {
    return true;
  }
}

/** Tells the breaker how a job ended. Never throws: it is no part of the job. */
export async function note(breakers: Breakers, org: string, agent: Guarded, success: boolean): Promise<void> {
  try {
    await breakers.getByName(org).record(agent, success);
  } catch {
    // What it does not hear of it does not count.
  }
}
