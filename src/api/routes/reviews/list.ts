import { ReviewStatus, ReviewView } from '../../../contracts/quotas.ts';
import { encodeCursor } from '../../../storage/main/read/cursor.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { cursorFrom } from '../../page.ts';
import { pageOf, PageQuery } from '../../schemas.ts';

export const listReviews = route({
  method: 'get',
  path: '/reviews',
  tag: 'Agents',
  summary: 'The review board: proposals beyond their agents’ budgets, newest first',
  access: 'viewer',
  query: PageQuery.extend({ status: ReviewStatus.exclude(['expired']).optional() }),
  answer: pageOf(ReviewView),
  handle: async ({ deps, principal, query: q }) => {
    const before = cursorFrom(q.cursor);
    const limit = Math.min(q.limit, 100);
    const page = { limit, ...(q.status ? { status: q.status } : {}), ...(before ? { before } : {}) };
    const { reviews } = unwrap(await deps.board.reviews({ v: 1, caller: principal, page }));
    const last = reviews.at(-1);
    return {
      items: reviews,
      ...(last !== undefined && reviews.length === limit
        ? { next: encodeCursor({ at: last.createdAt, id: last.id }) }
        : {}),
    };
  },
});
