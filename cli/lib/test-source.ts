import { ask, type TypedClient } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import type { Source } from './find-source.ts';
import { followKnown, followSent, lastDeliveries, reasonsOf, type Outcome } from './follow-delivery.ts';
import { plain } from './output.ts';
import { deliver, freshDeliveryId, type Answer } from './send.ts';
import type { Target } from './send-target.ts';
import type { Samples } from './source-samples.ts';

/** Ingest takes a source as it was for so long, a withdrawn or new secret too (src/ingest/grants.ts). */
const GRANT_TTL_MS = 15_000;
const TRIES = 3;
const UNAUTHENTICATED = [401, 403];

/** One step of a test, with what it proves; the first that is not ok is the last. */
export interface Step {
  readonly step: 'signed' | 'accepted' | 'read' | 'counted';
  readonly ok: boolean;
  readonly says: string;
}
type Tell = (step: Step) => void;

/** What to do about a refusal, by its status, the answer's own words kept. */
export function adviceOf({ status, said }: Answer, url: string): string {
  const words = said === '' ? '' : ` It says: ${plain(said)}`;
  if (status === 0)
    return `Nothing answers at ${url}: is ingest running, and is this its address as it is seen from here?`;
  if (UNAUTHENTICATED.includes(status))
    return `${status}: the key is wrong, or the source is disabled, or its settings ask for a token of its vendor's instead. \`vedette sources rotate\` makes a new key; ingest knows it within 15 seconds.${words}`;
  if (status === 404) return `404: there is nothing at ${url}. Is it ingest's address?${words}`;
  if (status === 429)
    return `429: the source sends more than its rate allows; wait a minute, or raise ratePerMinute.${words}`;
  if (status >= 500)
    return `${status}: ingest cannot store now; \`vedette status\` shows what does not answer.${words}`;
  return `${status}: the door does not take this body.${words}`;
}

/** How many of a delivery's records were read and counted, and which were not, as steps. */
export function stepsOf(outcome: Outcome, alerts: number): Step[] {
  const { id, events, duplicates, rejected, findings, verdict } = outcome;
  const why = outcome.bad.length === 0 ? '' : `: ${reasonsOf(outcome.bad).map(plain).join('; ')}`;
  if (verdict === 'dead' || events === 0)
    return [{ step: 'read', ok: false, says: `${id} could not be read, ${rejected} rejected${why}` }];
  const read: Step = {
    step: 'read',
    ok: rejected === 0,
    says:
      rejected === 0
        ? `${id}, ${events} record${events === 1 ? '' : 's'}, none rejected: the pipeline understands this format`
        : `${id}, ${events} of ${events + rejected} records; rejected${why}`,
  };
  const expected = alerts > 0 && !outcome.test ? ' (samples that are alerts make findings)' : '';
  const counted = `${events} event${events === 1 ? '' : 's'}, ${duplicates} of them known already, ${findings} finding${findings === 1 ? '' : 's'}${expected}`;
  return [
    read,
    {
      step: 'counted',
      ok: true,
      says: `${counted}: ${outcome.test ? 'a test finds nothing and teaches nothing' : "rules have seen it, and it stands in the source's health"}`,
    },
  ];
}

async function follow(outcome: Promise<Outcome>, alerts: number, tell: Tell): Promise<Outcome> {
  const read = await outcome;
  const steps = stepsOf(read, alerts);
  for (const step of steps) tell(step);
  if (steps.some((s) => !s.ok))
    throw new CliError(`\`vedette dead-letters list\` has what was rejected, with its reasons.`);
  return read;
}

/** Sends samples over the network with the source's own key, and follows them. Throws a {@link CliError} that says what to do. */
export async function testOverNetwork(
  client: TypedClient,
  target: Target,
  { records, alerts }: Samples,
  tell: Tell,
  waiting: (why: string, ms: number) => void,
): Promise<Outcome> {
  const { id } = target.source;
  const url = new URL(target.source.path, target.ingestUrl).href;
  const before = new Set((await lastDeliveries(client, id)).map((d) => d.id));
  const delivery = { records, deliveryId: freshDeliveryId() };
  const n = `${records.length} sample${records.length === 1 ? '' : 's'}`;
  tell({ step: 'signed', ok: true, says: `${n} of ${target.source.kind}, as its sender frames and signs it` });
  let answer = await deliver(target.ingestUrl, target.source, delivery, { tries: TRIES, waiting });
  if (UNAUTHENTICATED.includes(answer.status) && (await hasYoungKey(client, id))) {
    waiting('the key is seconds old and ingest may not know it yet', GRANT_TTL_MS);
    await new Promise((r) => setTimeout(r, GRANT_TTL_MS));
    answer = await deliver(target.ingestUrl, target.source, delivery, { tries: TRIES, waiting });
  }
  if (!answer.ok) {
    tell({ step: 'accepted', ok: false, says: adviceOf(answer, url) });
    throw new CliError(`The test ended there.`, answer.status === 0 ? EXIT.unreachable : EXIT.failed);
  }
  const says = `${answer.status} from ${url}: the address is reached from here, the key is right, and the delivery is stored`;
  tell({ step: 'accepted', ok: true, says });
  return follow(followSent(client, { source: id, before, bytes: answer.bytes }), alerts.length, tell);
}

async function hasYoungKey(client: TypedClient, id: string): Promise<boolean> {
  const { keys } = await ask(client.GET('/sources/{id}', { params: { path: { id } } }));
  return keys.some((k) => Date.now() - k.createdAt < 2 * GRANT_TTL_MS);
}

/** Has Vedette read the kind's samples inside, without network or key, and follows them. */
export async function testInside(client: TypedClient, source: Source, tell: Tell): Promise<Outcome> {
  const params = { path: { id: source.id } };
  const sent = await ask(client.POST('/sources/{id}/test', { params }));
  tell({
    step: 'accepted',
    ok: true,
    says: `${sent.records} samples of ${source.kind}, stored inside as ${sent.delivery}, marked as a test`,
  });
  return follow(followKnown(client, sent.delivery), 0, tell);
}
