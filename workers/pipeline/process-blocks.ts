import type { BlockEntry, BlockMessage } from '../../src/contracts/delivery.ts';
import { insertDeadLetters } from '../../src/storage/main/write/dead-letters.ts';
import { upsertDeliveries } from '../../src/storage/main/write/deliveries.ts';
import { upsertEntities, upsertFindings } from '../../src/storage/main/write/findings.ts';
import { insertKeptBack } from '../../src/storage/main/write/rules.ts';
import { runStatements } from '../../src/storage/main/write/json-rows.ts';
import { decodeBlock, entryBody } from '../../src/storage/raw/block.ts';
import { askBaselines } from './ask-baselines.ts';
import { commitFindings } from './commit-findings.ts';
import { correlateHits } from './correlate-hits.ts';
import type { Deps } from './deps.ts';
import { tellFindings } from './feed.ts';
import { withoutFlood } from './flood.ts';
import { Habits } from './habits.ts';
import { Observables } from './observables.ts';
import { processDelivery, type Outcome } from './process-delivery.ts';
import { Sightings } from './sightings.ts';

interface Block {
  readonly message: BlockMessage;
  readonly bytes: Uint8Array;
  readonly entries: readonly BlockEntry[];
}

/** Reads a block. Throws if it is missing, damaged or holds another organisation's deliveries. */
export async function readBlock(raw: R2Bucket, message: BlockMessage): Promise<Block> {
  const object = await raw.get(message.key);
  if (!object) throw new Error(`block ${message.block} is not in R2`);
  const bytes = new Uint8Array(await object.arrayBuffer());
  const entries = decodeBlock(bytes);
  if (!entries.ok) throw new Error(`block ${message.block} cannot be read: ${entries.error}`);
  if (entries.value.some((e) => e.scope.org !== message.org))
    throw new Error(`block ${message.block} holds deliveries of another organisation`);
  return { message, bytes, entries: entries.value };
}

/**
 * Blocks of one organisation, from R2 to incidents and D1, in an order that a crash anywhere leaves repeatable: findings are
 * durable in their incidents first, rows in D1 next, and only then are the blocks done. Throws if anything is unreachable.
 * `only` restricts it to some deliveries (a replay).
 */
export async function processBlocks(
  deps: Deps,
  org: string,
  messages: readonly BlockMessage[],
  only?: ReadonlySet<string>,
): Promise<Outcome[]> {
  const [blocks, indicators, rules] = await Promise.all([
    Promise.all(messages.map((m) => readBlock(deps.raw, m))),
    deps.indicators(org),
    deps.rules(org),
  ]);
  const observables = new Observables(indicators);
  const sightings = new Sightings(rules.correlations);
  const habits = new Habits(org, deps.memory.habits, deps.stages.countries, deps.now());
  const batch = new Map<string, string>();
  const context = {
    now: deps.now(),
    rules,
    observables,
    sightings,
    habits,
    isDuplicate: (key: string, delivery: string, stronger?: string): boolean => {
      const isBrought = (k: string): boolean => {
        const holder = deps.memory.events.get(k);
        return (holder !== undefined && holder !== delivery) || batch.has(k);
      };
      if (isBrought(key) || (stronger !== undefined && isBrought(stronger))) return true;
      batch.set(key, delivery);
      return false;
    },
  };
  const outcomes: Outcome[] = [];
  const keyOf = new Map<string, string>();
  for (const block of blocks)
    for (const entry of block.entries) {
      if (only && !only.has(entry.id)) continue;
      keyOf.set(entry.id, block.message.key);
      outcomes.push(await processDelivery(deps.stages, context, entry, entryBody(block.bytes, entry)));
    }
  const hunts = observables.messages(org, messages[0]!.block);
  const pulls = outcomes.flatMap((o) => o.pulls);
  const [correlated, unusual] = await Promise.all([
    correlateHits(deps, org, sightings, rules),
    askBaselines(deps, org, habits, rules),
  ]);
  const { findings: single, keptBack: flood } = withoutFlood(outcomes.flatMap((o) => o.findings));
  const found = [...single, ...correlated.findings];
  const [committed] = await Promise.all([
    commitFindings(deps, org, [...found.map(unusual.withRarity), ...unusual.findings]),
    hunts.length > 0 ? deps.hunt(hunts) : undefined,
    pulls.length > 0 ? deps.pull(pulls) : undefined,
  ]);
  const now = deps.now();
  const statements = [
    ...upsertDeliveries(
      deps.db,
      org,
      outcomes.map((o) => deliveryRow(o, keyOf.get(o.entry.id)!, now)),
    ),
    ...upsertFindings(deps.db, org, committed.rows),
    ...insertDeadLetters(
      deps.db,
      org,
      outcomes.flatMap((o) => o.deadLetters.map((d) => ({ ...d, blockKey: keyOf.get(o.entry.id)! }))),
      now,
    ),
    ...upsertEntities(deps.db, org, committed.rows),
    ...insertKeptBack(
      deps.db,
      org,
      [...outcomes.flatMap((o) => o.keptBack), ...flood, ...correlated.keptBack, ...unusual.keptBack],
      now,
    ),
  ];
  await runStatements(deps.db, statements);
  await committed.settle();
  const counted = outcomes.filter((o) => o.entry.test !== true);
  await tellFindings(deps, org, committed.rows, {
    deliveries: counted.length,
    events: counted.reduce((n, o) => n + o.events - o.duplicates, 0),
    rejected: counted.reduce((n, o) => n + o.rejected, 0),
    findings: committed.rows.length,
  });
  for (const [key, delivery] of batch) deps.memory.events.set(key, delivery);
  return outcomes;
}

const deliveryRow = (o: Outcome, key: string, now: number) => ({
  id: o.entry.id,
  org: o.entry.scope.org,
  sourceId: o.entry.scope.sourceId,
  kind: o.entry.scope.kind,
  acceptedAt: o.entry.acceptedAt,
  processedAt: now,
  bytes: o.entry.length,
  events: o.events,
  duplicates: o.duplicates,
  rejected: o.rejected,
  findings: o.findings.length,
  verdict: o.verdict,
  blockKey: key,
  offset: o.entry.offset,
  length: o.entry.length,
  test: o.entry.test === true ? 1 : 0,
  ...o.lateness,
});
