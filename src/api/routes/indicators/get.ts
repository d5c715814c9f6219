import { z } from '@hono/zod-openapi';
import { IndicatorList } from '../../../contracts/indicators.ts';
import { route } from '../../http/route.ts';

export const getIndicators = route({
  method: 'get',
  path: '/indicators',
  tag: 'Indicators',
  summary: 'The list of indicators in force: how many of each type, since when and by whom',
  access: 'viewer',
  answer: z.object({ list: IndicatorList.nullable() }),
  answerDescription: '`null` if no list is in force',
  handle: async ({ deps, principal }) => ({ list: await deps.indicators.current(principal.org) }),
});
