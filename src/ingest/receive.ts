import type { SourceGrant } from '../contracts/access.ts';
import type { IntakeApi, SourceKeysApi } from '../contracts/rpc.ts';
import type { Clock } from '../kit/clock.ts';
import { failure, problemResponse, type Failure, type FailureCode } from '../kit/errors.ts';
import { checkDelivery } from './check-delivery.ts';
import { SOURCE_ID, type Grants } from './grants.ts';
import { isProvedOtherwise, prove, type KeyUses } from './key-use.ts';
import { readMedia } from './media.ts';
import { secondsToNextMinute, strangerOf, type RatePort, type SourceRates } from './rate.ts';
import { readBody } from './read-body.ts';
import { DENIED } from './secrets.ts';
import type { Outside, RequestFacts, Source } from './source.ts';

export interface Door {
  readonly sources: Readonly<Record<string, Source>>;
  readonly grants: Grants;
  readonly rates: SourceRates;
  readonly keys: Pick<SourceKeysApi, 'lookup'>;
  readonly intake: Pick<IntakeApi, 'accept'>;
  readonly rate: RatePort;
  readonly outside: Outside;
  readonly now: Clock;
  /** One line for the operator; never anything that a sender wrote. */
  readonly log: (event: string, detail: Readonly<Record<string, string | number>>) => void;
  /** Told of every request that a source turns away: whose it is and why, nothing of what was sent. */
  readonly refused?: (grant: SourceGrant, code: FailureCode) => void;
  /** Which keys prove deliveries: told of each now and then, after the answer. */
  readonly keyUse?: { readonly uses: KeyUses; readonly tell: (grant: SourceGrant, key: string) => void };
}

const EMPTY = new Uint8Array();
/** Long enough for the pipeline to restart, short enough that senders do not give up. */
const RETRY_AFTER_SECONDS = 5;
const NO_PATH = failure('not_found', 'this source takes nothing at this path; see its set-up page');
const AWAY = failure('unavailable', 'the delivery could not be stored now; send it again later', {
  retryAfterSeconds: RETRY_AFTER_SECONDS,
});

/** An answer to someone who has proved nothing: its form follows the request alone, so that it does not tell what exists. */
function deny(door: Door, request: RequestFacts, failed: Failure): Response {
  const speaker = Object.values(door.sources).find((source) => source.speaks?.(request));
  return speaker ? speaker.reply.failed(request, failed) : problemResponse(failed);
}

const tooFast = (now: number): Failure =>
  failure('too_fast', 'too many requests; send larger batches or wait', {
    retryAfterSeconds: secondsToNextMinute(now),
  });

/** A source's own answer to what it does not take. */
function refuse(door: Door, source: Source, grant: SourceGrant, facts: RequestFacts, failed: Failure): Response {
  door.refused?.(grant, failed.code);
  return source.reply.failed(facts, failed);
}

/** The same to somebody who has proved nothing yet: counted by address, so that guessing what exists is slow and fills no counts. */
async function refuseUnproven(
  door: Door,
  source: Source,
  grant: SourceGrant,
  facts: RequestFacts,
  failed: Failure,
): Promise<Response> {
  const { success } = await door.rate.limit({ key: `stranger:${strangerOf(facts.headers)}` });
  return success ? refuse(door, source, grant, facts, failed) : deny(door, facts, tooFast(facts.now));
}

/** Whoever has no valid credential is counted by address, so that he uses up no sender's allowance. */
async function denyAtRate(door: Door, facts: RequestFacts): Promise<Response> {
  const { success } = await door.rate.limit({ key: `stranger:${strangerOf(facts.headers)}` });
  if (!success) return deny(door, facts, tooFast(facts.now));
  const speaker = Object.values(door.sources).find((source) => source.speaks?.(facts));
  return speaker?.greetAnyone?.(facts) ?? deny(door, facts, DENIED);
}

/** Each id that nobody has costs the gate a look: a stranger who makes them up is stopped before it. */
async function mayGuess(door: Door, { headers }: RequestFacts): Promise<boolean> {
  return (await door.rate.limit({ key: `guess:${strangerOf(headers)}` })).success;
}

/** Where a request came in: its source by the path or by its token, and what the path says beyond. */
export interface Arrival {
  readonly sourceId: string;
  /** Empty, or from its slash on */
  readonly path: string;
}

/** One delivery from its HTTP request to its journal: answers success only once the journal has it. Never rejects. */
export async function receive(door: Door, { sourceId, path }: Arrival, request: Request): Promise<Response> {
  const { method, headers } = request;
  const query = new URL(request.url).searchParams;
  const facts: RequestFacts = { method, path, query, headers, body: EMPTY, now: door.now() };
  try {
    let grant = door.grants.peek(sourceId, facts.now);
    if (grant === undefined) {
      if (door.grants.isNew(sourceId) && !(await mayGuess(door, facts))) return deny(door, facts, tooFast(facts.now));
      grant = await door.grants.ask(door.keys, sourceId, facts.now);
    }
    const source = grant !== null && Object.hasOwn(door.sources, grant.kind) ? door.sources[grant.kind] : undefined;
    if (grant === null || !source) return await denyAtRate(door, facts);
    if (path !== '' && source.paths?.includes(path) !== true)
      return await refuseUnproven(door, source, grant, facts, NO_PATH);
    if (source.methods?.includes(method) ?? method === 'POST')
      return await receiveFor(door, source, grant, request, facts);
    return await greet(door, source, grant, facts);
  } catch (cause) {
    door.log('delivery_not_stored', {
      source: SOURCE_ID.test(sourceId) ? sourceId : '?',
      cause: cause instanceof Error ? cause.name : '?',
    });
    return deny(door, facts, AWAY);
  }
}

/** Anyone may ask for a greeting, so it is counted as a stranger's. */
async function greet(door: Door, source: Source, grant: SourceGrant, facts: RequestFacts): Promise<Response> {
  const allowed = (source.methods ?? ['POST']).join(', ');
  const greeting = source.greet?.(facts, grant);
  if (greeting === undefined) {
    const wrong = failure('method_not_allowed', `this source takes ${allowed} only`);
    const response = await refuseUnproven(door, source, grant, facts, wrong);
    response.headers.set('allow', allowed);
    return response;
  }
  const { success } = await door.rate.limit({ key: `stranger:${strangerOf(facts.headers)}` });
  return success ? greeting : refuse(door, source, grant, facts, tooFast(facts.now));
}

/** Bodies up to this are read before the credential is looked at, so that it is looked at once. */
const SMALL_BODY_BYTES = 64 * 1024;
const mayBeLarge = (headers: Headers): boolean => {
  const declared = headers.get('content-length');
  return declared === null || !(Number(declared) <= SMALL_BODY_BYTES);
};

/** The answer to someone whose proof does not hold, or cannot be looked at now. */
async function turnAway(
  door: Door,
  source: Source,
  grant: SourceGrant,
  facts: RequestFacts,
  failed: Failure,
): Promise<Response> {
  if (failed.code === 'unavailable') return refuse(door, source, grant, facts, failed);
  door.refused?.(grant, 'unauthenticated');
  return await denyAtRate(door, facts);
}

async function receiveFor(
  door: Door,
  source: Source,
  grant: SourceGrant,
  request: Request,
  bare: RequestFacts,
): Promise<Response> {
  const { now } = bare;
  const media = readMedia(request.headers, source);
  if (!media.ok) return await refuseUnproven(door, source, grant, bare, media.error);
  const signsBody = source.signsBody ?? source.signsThisBody?.(bare) ?? false;
  if (!signsBody && mayBeLarge(request.headers)) {
    const early = await prove(source, bare, grant, door.outside);
    if (!early.ok) return await turnAway(door, source, grant, bare, early.error);
  }
  const body = await readBody(request, source.limits.bodyBytes);
  if (!body.ok) return refuse(door, source, grant, bare, body.error);
  const facts = { ...bare, body: body.value };
  const proof = await prove(source, facts, grant, door.outside);
  if (!proof.ok) return await turnAway(door, source, grant, facts, proof.error);
  const { verified, secret } = proof.value;
  const key = door.keyUse?.uses.due(grant, secret, now);
  if (key !== undefined && !(await isProvedOtherwise(source, facts, grant, door.outside)))
    door.keyUse?.tell(grant, key);
  if (!(await door.rates.allow(door.rate, grant.id, grant.ratePerMinute, now)))
    return refuse(door, source, grant, facts, tooFast(now));
  const answer = await source.answer?.(facts, grant, door.outside);
  if (answer !== undefined) return answer;
  const checked = await checkDelivery(source, media.value, verified.facts ?? {}, facts.body);
  if (!checked.ok) return refuse(door, source, grant, facts, checked.error);
  const { org, id: sourceId, kind, accounts } = grant;
  try {
    const reply = await door.intake.accept({
      v: 1,
      scope: { org, sourceId, kind, accounts },
      ...verified,
      ...media.value,
      receivedAt: now,
      body: body.value.buffer,
    });
    if (reply.ok) return source.reply.accepted(facts, reply.value);
    door.log('delivery_refused', { source: sourceId, code: reply.error.code });
    return refuse(door, source, grant, facts, reply.error.code === 'too_large' ? reply.error : AWAY);
  } catch (cause) {
    door.log('delivery_not_stored', { source: sourceId, cause: cause instanceof Error ? cause.name : '?' });
    return refuse(door, source, grant, facts, AWAY);
  }
}
