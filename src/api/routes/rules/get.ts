import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { RuleView } from '../../views.ts';
import { own, shipped, standings } from '../../rules/standing.ts';
import { RuleParam } from '../../rules/text.ts';

export const getRule = route({
  method: 'get',
  path: '/rules/{id}',
  tag: 'Rules',
  summary: 'One rule: its Sigma text, what it says of itself, its cases, and how it stands',
  access: 'viewer',
  params: RuleParam,
  answer: RuleView,
  handle: async ({ deps, principal, params }) => {
    const s = await standings(deps, principal);
    const mine = s.own.find((r) => r.id === params.id);
    if (mine !== undefined) {
      const { rules } = deps.ruleTools.read(mine.text);
      return own(
        mine,
        rules.find((r) => r.id === mine.id),
        s,
      );
    }
    const ships = deps.rules().find((r) => r.id === params.id);
    return ships === undefined ? fail('not_found', 'There is no rule with this id.') : shipped(ships, s);
  },
});
