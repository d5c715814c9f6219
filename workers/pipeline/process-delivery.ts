import type { BlockEntry } from '../../src/contracts/delivery.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { ANNOUNCEMENT_FORMAT, type PullMessage } from '../../src/contracts/pull.ts';
import type { KeptBack } from '../../src/contracts/rules-api.ts';
import type { Countries } from '../../src/detect/enrich/country.ts';
import { viewsOf } from '../../src/detect/enrich/views.ts';
import type { OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import type { Engine } from '../../src/detect/types.ts';
import type { RawRecord, Split } from '../../src/ingest/source.ts';
import type { Failure } from '../../src/kit/errors.ts';
import { ok, type Result } from '../../src/kit/result.ts';
import type { EventFacts, Normalizer } from '../../src/normalize/types.ts';
import { announcedBy } from '../../src/pull/announcements.ts';
import type { NewDeadLetter } from '../../src/storage/main/write/dead-letters.ts';
import type { Habits } from './habits.ts';
import { Lateness, type LatenessOfDelivery } from './lateness.ts';
import { FoundInDelivery } from './flood.ts';
import { idSpaceOf, RELAYED, Suspicion, type Made } from './make-finding.ts';
import type { Observables } from './observables.ts';
import type { Sightings } from './sightings.ts';

/** The stages that a delivery passes, as they are wired together. */
export interface Stages {
  /** Hands records on in parts; answers with what made it stop before the end. */
  readonly split: (
    delivery: {
      readonly kind: string;
      readonly contentType: string;
      readonly encoding?: 'gzip';
      readonly facts?: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    },
    take: (part: Split) => void,
  ) => Promise<Failure | undefined>;
  readonly normalizers: Readonly<Record<string, Normalizer>>;
  readonly engine: Engine;
  /** Without it events have no country. */
  readonly countries?: Countries;
}

/** What several deliveries of one batch share. */
export interface BatchContext {
  readonly now: number;
  /** True if another delivery already brought this event, or `stronger`, which is not remembered; else remembers it for this one. */
  readonly isDuplicate: (eventKey: string, delivery: string, stronger?: string) => boolean;
  readonly rules: OrganisationRules;
  readonly observables: Observables;
  /** What counts for correlation rules */
  readonly sightings: Sightings;
  /** What is learnt of principals; without it nothing is. */
  readonly habits?: Habits;
}

export interface Outcome {
  readonly entry: BlockEntry;
  readonly verdict: 'processed' | 'partial' | 'dead';
  /** Records read, duplicates included. */
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: readonly Finding[];
  /** What matched and was not to become a finding */
  readonly keptBack: readonly KeptBack[];
  readonly deadLetters: readonly NewDeadLetter[];
  /** Objects that it announces */
  readonly pulls: readonly PullMessage[];
  /** Of the events that no other delivery had brought; undefined where there are none */
  readonly lateness: LatenessOfDelivery | undefined;
}

/** Objects that one delivery may announce: SNS's messages hold some hundreds of names at most. */
const MAX_PULLS = 1_000;
/** A delivery that is bad throughout must not make a row a record. */
const MAX_DEAD_RECORDS = 50;

/**
 * One delivery from its bytes to its findings; of a test only the reading and normalizing, with its counts. Pure but for `context`; never rejects: a record that breaks a stage is
 * dead-lettered with its place, and its neighbours go on.
 */
export async function processDelivery(
  stages: Stages,
  context: BatchContext,
  entry: BlockEntry,
  body: Uint8Array,
): Promise<Outcome> {
  const reader = new DeliveryReader(stages, context, entry);
  let failed: Failure | undefined;
  try {
    failed = await stages.split(
      {
        kind: entry.scope.kind,
        contentType: entry.contentType,
        ...(entry.encoding === undefined ? {} : { encoding: entry.encoding }),
        ...(entry.facts === undefined ? {} : { facts: entry.facts }),
        body,
      },
      (part) => reader.read(part),
    );
  } catch (cause) {
    failed = { code: 'internal', detail: `splitting failed: ${messageOf(cause)}` };
  }
  return reader.outcome(failed);
}

/** Reads the parts of one delivery and keeps what came of them. */
class DeliveryReader {
  private readonly stages: Stages;
  private readonly context: BatchContext;
  private readonly entry: BlockEntry;
  private readonly accounts: ReadonlySet<string>;
  private readonly found = new FoundInDelivery();
  private readonly letters: NewDeadLetter[] = [];
  private readonly pulls: PullMessage[] = [];
  private readonly lateness: Lateness;
  private records = 0;
  private events = 0;
  private duplicates = 0;
  private rejected = 0;

  constructor(stages: Stages, context: BatchContext, entry: BlockEntry) {
    this.stages = stages;
    this.context = context;
    this.entry = entry;
    this.accounts = new Set(entry.scope.accounts);
    this.lateness = new Lateness(entry.acceptedAt);
  }

  read(part: Split): void {
    for (const { at, reason } of part.bad) this.reject(at, reason);
    for (const record of part.records) {
      const i = this.records++;
      try {
        const reason = this.readOne(record, i);
        if (reason !== undefined) this.reject(placeOf(record, i), reason);
      } catch (cause) {
        this.reject(placeOf(record, i), `processing failed: ${messageOf(cause)}`);
      }
    }
  }

  /** What is wrong with a record; undefined if nothing is. */
  private readOne(record: RawRecord, i: number): string | undefined {
    const { stages, context, entry } = this;
    const { scope } = entry;
    const announces = record.format === ANNOUNCEMENT_FORMAT;
    const wrong = announces ? this.announce(record.value) : undefined;
    if (wrong !== undefined) return wrong;
    const read = readRecord(stages, record);
    // What announces and says no time is no event, and no fault either.
    if (!read.ok) return announces ? undefined : read.error;
    this.events++;
    const { normalizer } = read.value;
    const facts = withAccount(read.value.facts, normalizer, scope.accounts);
    if (entry.test === true) {
      // What would become of it, and nothing of that kept: a sample must not be found, learnt or hunted for.
      normalizer.entities(record.value);
      normalizer.toOcsf(record.value, facts);
      this.lateness.add(facts.time);
      return undefined;
    }
    const foreign = facts.account === undefined || !this.accounts.has(facts.account);
    const keyIn = (space: readonly string[]) => `${scope.org}|${space.join(':')}|${record.format}|${facts.uid}`;
    const own = idSpaceOf(entry, normalizer.format, facts, foreign);
    // What its vendor's own road brought, a relay brings again; never the other way about.
    const stronger = own[0] === RELAYED ? keyIn(own.slice(1)) : undefined;
    if (context.isDuplicate(keyIn(own), entry.id, stronger)) {
      this.duplicates++;
      return undefined;
    }
    this.lateness.add(facts.time);
    context.observables.add(entry, normalizer, facts, record.value, foreign);
    for (const made of detect(stages, context, entry, normalizer, facts, record.value, foreign))
      if (!made.ok) this.reject(placeOf(record, i), made.error);
      else if ('kept' in made.value) this.found.keep(made.value.kept);
      else this.found.add(made.value.finding);
    return undefined;
  }

  /** Beside the event that it is: what it names is fetched. */
  private announce(record: Record<string, unknown>): string | undefined {
    const { scope, acceptedAt, test } = this.entry;
    const announced = announcedBy(record);
    if (typeof announced === 'string') return announced;
    if (test === true) return undefined;
    if (this.pulls.length + announced.length > MAX_PULLS) return `a delivery announces at most ${MAX_PULLS} objects`;
    const { org, sourceId: via } = scope;
    for (const object of announced) this.pulls.push({ v: 1, org, via, ...object, announcedAt: acceptedAt });
    return undefined;
  }

  private reject(place: string, reason: string): void {
    this.rejected++;
    if (this.rejected <= MAX_DEAD_RECORDS) this.letters.push({ ...letterOf(this.entry, 'record', reason), place });
  }

  outcome(failed: Failure | undefined): Outcome {
    const { entry, events, duplicates, rejected, pulls } = this;
    const { findings, keptBack, uncounted } = this.found;
    const deadLetters = [...this.letters];
    if (uncounted > 0)
      deadLetters.push({
        ...letterOf(entry, 'record', `${uncounted} further matches of this delivery were kept back without a row each`),
        place: 'records[*]',
      });
    if (rejected > MAX_DEAD_RECORDS)
      deadLetters.push({
        ...letterOf(entry, 'record', `${rejected - MAX_DEAD_RECORDS} further records of this delivery are bad`),
        place: 'records[*]',
        further: true,
      });
    if (failed !== undefined) {
      const place = failed.field === undefined ? {} : { place: failed.field };
      deadLetters.push({ ...letterOf(entry, 'delivery', failed.detail), ...place });
    }
    // What was read before a body broke off stands: its findings are as true as any.
    const verdict = failed !== undefined && events === 0 ? 'dead' : deadLetters.length > 0 ? 'partial' : 'processed';
    const lateness = this.lateness.result();
    return { entry, verdict, events, duplicates, rejected, findings, keptBack, deadLetters, pulls, lateness };
  }
}

/** A record that names no account gets it from the key that its sender holds, where the format says that it may. */
function withAccount(facts: EventFacts, normalizer: Normalizer, accounts: readonly string[]): EventFacts {
  const [account] = accounts;
  const isFromKey = normalizer.accountFromKey === true && facts.account === undefined;
  return isFromKey && account !== undefined && accounts.length === 1 ? { ...facts, account } : facts;
}

function readRecord(stages: Stages, record: RawRecord): Result<{ normalizer: Normalizer; facts: EventFacts }, string> {
  const normalizer = Object.hasOwn(stages.normalizers, record.format) ? stages.normalizers[record.format] : undefined;
  if (!normalizer) return { ok: false, error: `no normalizer reads records of format ${record.format}` };
  const facts = normalizer.facts(record.value);
  return facts.ok ? { ok: true, value: { normalizer, facts: facts.value } } : facts;
}

function detect(
  stages: Stages,
  context: BatchContext,
  entry: BlockEntry,
  normalizer: Normalizer,
  facts: EventFacts,
  record: Record<string, unknown>,
  foreign: boolean,
): Result<Made, string>[] {
  const { rules, now } = context;
  const views = viewsOf(normalizer, facts, record, stages.countries);
  const matched = rules.match(normalizer.logsource, record, now, views);
  const verdict = normalizer.verdict?.(record);
  const isBad = matched.length > 0 || verdict !== undefined;
  let one: Suspicion | undefined;
  const suspicion = () => (one ??= new Suspicion(entry, normalizer, facts, record, foreign, now));
  context.habits?.add({ normalizer, facts, record, foreign }, isBad, views, suspicion);
  if (!isBad) return [];
  context.sightings.add(matched, { ...facts, foreign }, { record, views, suspicion });
  const made = matched.flatMap((rule) => suspicion().ofMatch(rules, rule, views));
  if (verdict === undefined) return made;
  const own = suspicion().ofVerdict(verdict);
  return [...made, own.ok ? ok({ finding: own.value }) : own];
}

const letterOf = (entry: BlockEntry, kind: 'delivery' | 'record', reason: string): NewDeadLetter => ({
  org: entry.scope.org,
  kind,
  origin: entry.scope.kind,
  reason,
  delivery: entry.id,
  sourceId: entry.scope.sourceId,
  attempts: 1,
});
/** Where a record was in its delivery, if the split said so, else its number among the readable ones. */
const placeOf = (record: RawRecord & { readonly at?: string }, i: number): string => record.at ?? `records[${i}]`;
/** Its kind alone: its words may quote what was sent. */
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'an unknown fault');
