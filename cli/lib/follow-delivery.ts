import type { Schemas } from '../../src/client/client.ts';
import { ask, type TypedClient } from './client.ts';
import { CliError } from './exit.ts';

type Delivery = Schemas['Delivery'];
/** What became of a delivery; `bad` which of its records were not taken, and why. */
export type Outcome = Delivery & {
  readonly bad: readonly { readonly place: string | null; readonly reason: string }[];
};

const PATIENCE_MS = 60_000;
const PERIOD_MS = 500;
/** Newest deliveries that are looked through for one: as many as a page has, for senders that never pause. */
const LOOK_BACK = 200;

/** Asks until there is an answer; undefined when patience is over. */
async function patiently<T>(ask: () => Promise<T | undefined>, patienceMs: number): Promise<T | undefined> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined || Date.now() > end) return found;
    await new Promise((r) => setTimeout(r, PERIOD_MS));
  }
}

const late = (): CliError =>
  new CliError(
    `It was accepted and not read within ${PATIENCE_MS / 1_000} s: the pipeline is behind. Nothing is lost; \`vedette status\` shows what waits.`,
  );

/** The source's deliveries that were read last, newest first. */
export const lastDeliveries = async (client: TypedClient, source: string, limit = LOOK_BACK): Promise<Delivery[]> =>
  (await ask(client.GET('/deliveries', { params: { query: { source, limit } } }))).items;

/** One delivery with the reasons for what of it was not taken. */
export const outcomeOf = (client: TypedClient, id: string): Promise<Outcome> =>
  ask(client.GET('/deliveries/{id}', { params: { path: { id } } }));

/** Reasons a line each, the records that share one counted: `items[0] and 43 more: not an audit event`. */
export function reasonsOf(bad: Outcome['bad']): string[] {
  const places = new Map<string, string[]>();
  for (const { place, reason } of bad) places.set(reason, [...(places.get(reason) ?? []), place ?? 'body']);
  return [...places].map(
    ([reason, at]) => `${at[0] ?? ''}${at.length > 1 ? ` and ${at.length - 1} more` : ''}: ${reason}`,
  );
}

/** Waits until a delivery whose id is known has been read. Throws a {@link CliError} when that takes too long. */
export async function followKnown(client: TypedClient, id: string, patienceMs = PATIENCE_MS): Promise<Outcome> {
  const read = await patiently(async () => {
    const { data, error, response } = await client.GET('/deliveries/{id}', { params: { path: { id } } });
    if (response.status === 404) return undefined;
    return ask(Promise.resolve({ response, ...(data === undefined ? { error } : { data }) }));
  }, patienceMs);
  if (read === undefined) throw late();
  return read;
}

/** A delivery that was just sent, as its source's list shows it: not there before, with exactly so many bytes. */
export interface JustSent {
  readonly source: string;
  readonly before: ReadonlySet<string>;
  readonly bytes: number;
}

/**
 * Waits until a delivery that was just sent has been read: protocols' answers do not name it, so it is known by its size among those
 * that are new. Throws a {@link CliError} when that takes too long.
 */
export async function followSent(client: TypedClient, sent: JustSent, patienceMs = PATIENCE_MS): Promise<Outcome> {
  const isIt = (d: Delivery): boolean => d.bytes === sent.bytes && !d.test && !sent.before.has(d.id);
  const found = await patiently(async () => (await lastDeliveries(client, sent.source)).find(isIt), patienceMs);
  if (found === undefined) throw late();
  return outcomeOf(client, found.id);
}
