import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { kindOf } from '../../sources/kind.ts';
import { renderSetup } from '../../sources/render-setup.ts';
import { SetupView, urlOf } from '../../sources/views.ts';

export const sourceSetup = route({
  method: 'get',
  path: '/sources/{id}/setup',
  tag: 'Sources',
  summary: 'How to set its sender up: texts to paste, filled in with everything but the secret',
  description:
    'The secret is a variable in each text. What had to be left open stands in `left` as it stands in the text.',
  access: 'analyst',
  params: IdParam('id'),
  answer: SetupView,
  handle: async ({ deps, principal, params: { id } }) => {
    const source = unwrap(await deps.admin.source({ v: 1, caller: principal, id }));
    const about = kindOf(source.kind) ?? fail('conflict', `This version does not know ${source.kind}.`);
    const { ingestOrigin: origin } = deps;
    return {
      id,
      kind: source.kind,
      url: urlOf(origin, `/in/${id}`),
      path: `/in/${id}`,
      proves: about.proves,
      limits: about.limits,
      references: [...about.references],
      texts: renderSetup(about, { ...source, origin }).map((t) => ({ ...t, left: [...t.left] })),
    };
  },
});
