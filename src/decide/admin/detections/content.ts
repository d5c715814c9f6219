import * as z from 'zod';
import { OrgId, V1 } from '../../../contracts/common.ts';
import type { DetectionContent } from '../../../contracts/detections.ts';
import type { GateDeps } from '../../deps.ts';
import { viewOfSuppression } from './suppressions.ts';

const Ask = z.object({ v: V1, org: OrgId, revision: z.int().nonnegative().optional() });

/**
 * What the pipeline matches besides and instead of the rules that ship; `unchanged` where it has this revision. Ends of tunings
 * and suppressions are in it, for the caller to heed. Throws on a request that is none: the pipeline is our own.
 */
export async function detectionContent(
  deps: Pick<GateDeps, 'store' | 'now'>,
  req: unknown,
): Promise<DetectionContent | 'unchanged'> {
  const { org, revision: known } = Ask.parse(req);
  // Read first: a change in between is then asked for again, never missed.
  const revision = await deps.store.detections.revision(org);
  if (revision === known) return 'unchanged';
  const [rules, tunings, suppressions] = await Promise.all([
    deps.store.detections.matched(org),
    deps.store.detections.tunings(org),
    deps.store.detections.suppressions(org, deps.now()),
  ]);
  return {
    v: 1,
    org,
    revision,
    rules: rules.map(({ id, version, state, text, since }) => ({
      id,
      version,
      text,
      since,
      state: state === 'shadow' ? 'shadow' : 'enabled',
    })),
    tunings: tunings.map(({ rule, state, level, until }) => ({ rule, state, level, until })),
    suppressions: suppressions.map((row) => {
      const { id, rule, where, expiresAt } = viewOfSuppression(row);
      return { id, rule, where, expiresAt };
    }),
  };
}
