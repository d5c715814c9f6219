import { z } from '@hono/zod-openapi';
import type { OwnRuleView } from '../../../contracts/detections.ts';
import { route } from '../../http/route.ts';
import { RuleView } from '../../views.ts';
import { own, shipped, standings, summary } from '../../rules/standing.ts';

export const listRules = route({
  method: 'get',
  path: '/rules',
  tag: 'Rules',
  summary: 'The rules that ship and the organisation’s own, each with its state and how often it matched',
  access: 'viewer',
  answer: z.object({ rules: z.array(RuleView.omit({ yaml: true, cases: true })) }),
  handle: async ({ deps, principal }) => {
    const s = await standings(deps, principal);
    const said = (r: OwnRuleView) => deps.ruleTools.read(r.text).rules.find((d) => d.id === r.id);
    return {
      rules: [...s.own.map((r) => own(r, said(r), s)), ...deps.rules().map((r) => shipped(r, s))].map(summary),
    };
  },
});
