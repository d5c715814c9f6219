import * as z from 'zod';
import { ActorRef, Id, OrgId, V1 } from '../../../src/contracts/common.ts';
import { HuntStart, type RetroHuntView } from '../../../src/contracts/retro-hunt.ts';
import { failure, type Failure } from '../../../src/kit/errors.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import { decodeCursor } from '../../../src/storage/main/read/cursor.ts';
import { getHunt, huntsBegun, huntsUnderWay, listHunts } from '../../../src/storage/main/read/hunts.ts';
import type { Deps } from '../deps.ts';
import { lookBack } from './look-back.ts';
import { planHunt } from './plan-hunt.ts';

/** Hunts of an organisation that people may have running or waiting: each that waits asks for its turn every other second. */
export const HUNTS_UNDER_WAY_MAX = 50;

type Answer<T> = Promise<Result<T, Failure>>;

const Start = z.object({ v: V1, org: OrgId, actor: ActorRef, body: HuntStart });
const List = z.object({
  v: V1,
  org: OrgId,
  limit: z.int().positive().max(500),
  before: z.string().max(4_000).optional(),
});
const One = z.object({ v: V1, org: OrgId, id: Id });
const Cancel = One.extend({ actor: ActorRef });
const Changed = z.object({ v: V1, org: OrgId });

function parse<S extends z.ZodType>(schema: S, input: unknown): Result<z.infer<S>, Failure> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0]!;
  const path = issue.path[0] === 'body' ? issue.path.slice(1) : issue.path;
  return err(failure('malformed', issue.message, { field: `/${path.join('/')}` }));
}

const unknown = err(failure('not_found', 'There is no such hunt in this organisation.'));

export async function startHunt(deps: Deps, input: unknown): Answer<RetroHuntView> {
  const request = parse(Start, input);
  if (!request.ok) return request;
  const { org, actor, body } = request.value;
  const planned = await planHunt(deps, org, actor, body, deps.now());
  if (!planned.ok) return planned;
  const { id } = planned.value;
  if ((await huntsBegun(deps.db, org, [id])).size === 0) {
    const underWay = await huntsUnderWay(deps.db, org, 0, HUNTS_UNDER_WAY_MAX);
    if (underWay.length >= HUNTS_UNDER_WAY_MAX)
      return err(
        failure(
          'conflict',
          `${HUNTS_UNDER_WAY_MAX} hunts are not over yet: wait for one, or cancel one, then ask again`,
        ),
      );
  }
  return ok(await deps.retroHunt(id).start(planned.value));
}

export async function huntsOf(deps: Deps, input: unknown): Answer<{ hunts: RetroHuntView[]; next?: string }> {
  const request = parse(List, input);
  if (!request.ok) return request;
  const { org, limit, before } = request.value;
  const cursor = before === undefined ? undefined : decodeCursor(before);
  const page = await listHunts(deps.db, org, { limit, cursor });
  return ok({
    hunts: page.items.map((h) => ({ ...h, samples: [] })),
    ...(page.next === undefined ? {} : { next: page.next }),
  });
}

export async function oneHunt(deps: Deps, input: unknown): Answer<RetroHuntView> {
  const request = parse(One, input);
  if (!request.ok) return request;
  const view = await getHunt(deps.db, request.value.org, request.value.id);
  return view === undefined ? unknown : ok(view);
}

export async function cancelHunt(deps: Deps, input: unknown): Answer<RetroHuntView> {
  const request = parse(Cancel, input);
  if (!request.ok) return request;
  const { org, id, actor } = request.value;
  // Who asks about another organisation's hunt must not reach its object.
  if ((await getHunt(deps.db, org, id)) === undefined) return unknown;
  const view = await deps.retroHunt(id).cancel(`${actor} cancelled it`);
  return view === undefined ? unknown : ok(view);
}

/** Rules or indicators were changed: looks at once for hunts that are due, instead of when the next events come. */
export async function contentChanged(deps: Deps, input: unknown): Answer<{ looked: true }> {
  const request = parse(Changed, input);
  if (!request.ok) return request;
  await lookBack(deps, request.value.org, true);
  return ok({ looked: true });
}
