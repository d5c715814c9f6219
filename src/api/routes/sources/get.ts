import { kindOf } from '../../sources/kind.ts';
import { hourOf, learntMinutes, rhythmOf } from '../../../kit/rhythm.ts';
import { countOpenLetters } from '../../../storage/main/read/dead-letters.ts';
import { dayOf, healthOf } from '../../../storage/main/read/source-health.ts';
import { spokenHours } from '../../../storage/main/read/source-watch.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { SourceDetailView, sourceView } from '../../sources/views.ts';

/** A count stops here rather than read on. */
const LETTERS_MAX = 1_000;

export const getSource = route({
  method: 'get',
  path: '/sources/{id}',
  tag: 'Sources',
  summary: 'One sender: its settings, its keys’ ages, its last 24 hours and what it was refused for',
  access: 'analyst',
  params: IdParam('id'),
  answer: SourceDetailView,
  handle: async ({ deps, principal, params: { id } }) => {
    const { db } = deps;
    const { org } = principal;
    const { keys, ...source } = unwrap(await deps.admin.source({ v: 1, caller: principal, id }));
    const now = deps.now();
    const [[health], day, deadLettersOpen] = await Promise.all([
      healthOf(db, org, [id], now),
      dayOf(db, org, id, now),
      countOpenLetters(db, org, id, LETTERS_MAX),
    ]);
    const lastSeenAt = health?.lastSeenAt ?? null;
    const usual = kindOf(source.kind)?.rhythmMinutes ?? 0;
    const isLearnt = lastSeenAt !== null && source.rhythmMinutes === null && usual === 0;
    const learnt = isLearnt ? learntMinutes(await spokenHours(db, org, id, hourOf(lastSeenAt))) : 0;
    const rhythm = rhythmOf(source.rhythmMinutes, usual, () => learnt);
    return {
      ...sourceView(source, health, deps.ingestOrigin),
      keys: keys.map((k) => ({ ...k })),
      rhythm: { ...rhythm },
      hours: day.hours,
      refusals: day.refusals,
      deadLettersOpen,
    };
  },
});
