import type { ApiDeps } from '../deps.ts';

/**
 * Tells the pipeline that rules or indicators have changed, so that hunts begin at once. It sees the change by itself with
 * the next events: who changed something is not told of a pipeline that is away.
 */
export async function tellPipeline(deps: Pick<ApiDeps, 'hunts'>, org: string): Promise<void> {
  try {
    await deps.hunts.contentChanged({ v: 1, org });
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    console.warn(JSON.stringify({ level: 'warn', event: 'pipeline_not_told', org, error }));
  }
}
