import { z } from '@hono/zod-openapi';
import { SOURCE_CATALOGUE } from '../../../contracts/source-catalogue.generated.ts';
import { route } from '../../http/route.ts';
import { SourceKindView } from '../../sources/views.ts';

const kinds = SOURCE_CATALOGUE.map(({ settings, formats, references, setup, ...about }) => ({
  ...about,
  settings: [...settings],
  formats: [...formats],
  references: [...references],
  tools: setup.map((s) => s.tool),
}));

export const listSourceKinds = route({
  method: 'get',
  path: '/sources/kinds',
  tag: 'Sources',
  summary: 'What can send: every kind with its settings, what its credential proves, and its limits',
  description: 'The set-up texts are filled in for a source that exists: `GET /sources/{id}/setup`.',
  access: 'viewer',
  answer: z.object({ kinds: z.array(SourceKindView) }),
  handle: () => ({ kinds }),
});
