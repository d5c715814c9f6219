import { z } from '@hono/zod-openapi';
import { IndicatorList } from '../../../contracts/indicators.ts';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { tellPipeline } from '../../rules/tell-pipeline.ts';

export const putIndicators = route({
  method: 'put',
  path: '/indicators',
  tag: 'Indicators',
  summary: 'Replace the list of indicators: NDJSON, one a line',
  description:
    'Up to 1,000,000 lines and 200 MB, read as a stream; send it with `Content-Encoding: gzip` where it is large. One bad line refuses the whole list and is named; the list before stays in force until all of the new one is stored.',
  access: 'admin',
  body: z.string(),
  mediaType: 'application/x-ndjson',
  answer: IndicatorList,
  answerDescription: 'What is in force within seconds',
  handle: async ({ c, deps, principal }) => {
    const encoding = c.req.header('content-encoding');
    if (encoding !== undefined && encoding !== 'gzip')
      fail('unsupported_media', 'A list comes as it is or with Content-Encoding: gzip.');
    const { body } = c.req.raw;
    const list = unwrap(await deps.indicators.replace(principal, body, encoding === 'gzip'));
    await tellPipeline(deps, principal.org);
    return list;
  },
});
