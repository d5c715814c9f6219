import { z } from '@hono/zod-openapi';
import { Finding } from '../../../contracts/finding.ts';
import { listFindings } from '../../../storage/main/read/findings.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { EntityQuery, listOf, MillisQuery, pageOf, PageQuery, SeverityQuery } from '../../schemas.ts';
import { FindingView } from '../../views.ts';

const Query = PageQuery.extend({
  severity: listOf(SeverityQuery, 5).optional(),
  min_severity: SeverityQuery.optional(),
  rule: z.string().min(1).max(200).optional(),
  source: z.string().min(1).max(64).optional(),
  account: z.string().min(1).max(64).optional(),
  kind: Finding.shape.kind.optional(),
  incident: z.string().min(1).max(80).optional(),
  entity: EntityQuery.optional(),
  since: MillisQuery.optional(),
  until: MillisQuery.optional(),
  order: z.enum(['time', '-time']).default('-time'),
});
const WORST = 5;

/** `min_severity` is a shorter way to name some severities. */
function severities(q: z.output<typeof Query>): number[] | undefined {
  const least = q.min_severity;
  if (least === undefined) return q.severity;
  const from = Array.from({ length: WORST - least + 1 }, (_, i) => least + i);
  return q.severity === undefined ? from : q.severity.filter((s) => s >= least);
}

export const listFindingsRoute = route({
  method: 'get',
  path: '/findings',
  tag: 'Findings',
  summary: 'Findings, newest first',
  description: 'A page may be short and still have a `next`: a rare filter looks at a bounded number of rows a page.',
  access: 'viewer',
  query: Query,
  answer: pageOf(FindingView),
  handle: ({ deps, principal, query: q }) =>
    listFindings(deps.db, principal.org, {
      limit: q.limit,
      cursor: cursorFrom(q.cursor),
      severity: severities(q),
      rule: q.rule,
      source: q.source,
      account: q.account,
      kind: q.kind,
      incident: q.incident,
      entity: q.entity,
      since: q.since,
      until: q.until,
      order: q.order,
    }),
});
