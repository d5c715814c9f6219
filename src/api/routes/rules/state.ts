import { z } from '@hono/zod-openapi';
import { BASELINE_RULE_IDS, SetRuleState, SILENCE_RULE_ID } from '../../../contracts/detections.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { tellPipeline } from '../../rules/tell-pipeline.ts';
import { RuleParam } from '../../rules/text.ts';

export const setRuleState = route({
  method: 'put',
  path: '/rules/{id}/state',
  tag: 'Rules',
  summary: 'Enable, shadow or disable a rule, or give one that ships another level',
  description:
    'An admin alone changes a rule that ships, with a reason and an end; `enabled` without a level undoes it.',
  access: 'analyst',
  params: RuleParam,
  body: SetRuleState,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params, body }) => {
    const { id } = params;
    const ships = BASELINE_RULE_IDS.has(id) || id === SILENCE_RULE_ID || deps.rules().some((r) => r.id === id);
    const set = unwrap(await deps.detections.setRuleState({ v: 1, caller: principal, id, ships, body }));
    await tellPipeline(deps, principal.org);
    return set;
  },
});
