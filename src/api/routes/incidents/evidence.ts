import { z } from '@hono/zod-openapi';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { investigationOf } from '../../investigation.ts';

const Params = z.object({
  id: z.string().regex(/^inc_[a-z0-9-]{1,64}$/, 'an incident id reads inc_text'),
  evidence: z.string().regex(/^[a-z]+_[a-z0-9-]{1,64}$/, 'an id reads prefix_text'),
});

export const incidentEvidence = route({
  method: 'get',
  path: '/incidents/{id}/evidence/{evidence}',
  tag: 'Evidence',
  summary: 'One piece of evidence, byte for byte as it was stored, as a download',
  access: 'viewer',
  params: Params,
  raw: true,
  answer: z.unknown(),
  answerDescription: 'The object; its SHA-256 is the digest that the incident names',
  handle: async ({ deps, principal, params }) => {
    const { state } = unwrap(await deps.incidents.log({ v: 1, org: principal.org, incident: params.id }));
    const found = investigationOf(state).inspector?.evidence.find((e) => e.id === params.evidence);
    // Only what the incident itself names is read: no key of the bucket comes from the caller.
    const object = found && (await deps.evidence.get(found.key));
    if (!found || !object) return fail('not_found', 'This incident has no such evidence, or it is no longer kept.');
    return new Response(object.body, {
      headers: {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="${found.id}.json"`,
        'x-evidence-digest': found.digest,
      },
    });
  },
});
