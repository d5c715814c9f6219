import * as z from 'zod';
import { Level } from '../../contracts/common.ts';

/**
 * All that a model may say. Closed: no identifiers, no actions, no way to close or suppress. Lengths are checked after the
 * answer, as the structured-output grammar has no lengths.
 */
export const ModelAnswer = z.object({
  summary: z.string().max(4000).describe('What happened, for an analyst, in at most 120 words. Plain text.'),
  severity: Level,
  risk: z.number().describe('0 to 100: how sure and how bad'),
  reasons: z.array(z.object({ points: z.number(), text: z.string().max(2000) })).max(24),
  techniques: z.array(z.string().max(64)).max(64).describe('ATT&CK ids, such as T1078.004'),
  nextSteps: z.array(z.string().max(2000)).max(24).describe('What a person should do next, most urgent first'),
});
export type ModelAnswer = z.infer<typeof ModelAnswer>;
