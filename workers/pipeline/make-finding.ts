import type { BlockEntry } from '../../src/contracts/delivery.ts';
import { LEVEL_BY_SEVERITY, SEVERITY_BY_LEVEL } from '../../src/contracts/common.ts';
import type { Entity } from '../../src/contracts/entity.ts';
import { Finding, FINDING_MAX_ENTITIES } from '../../src/contracts/finding.ts';
import type { KeptBack } from '../../src/contracts/rules-api.ts';
import type { Judged, OrganisationRules } from '../../src/detect/tuning/organisation.ts';
import type { EvidenceField, RuleMeta, Views } from '../../src/detect/types.ts';
import { sha256Hex } from '../../src/kit/crypto.ts';
import { cutJson } from '../../src/kit/cut-json.ts';
import type { JsonObject } from '../../src/kit/canonical.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import type { EventFacts, Normalizer, VendorVerdict } from '../../src/normalize/types.ts';

const EVIDENCE_MAX_BYTES = 8 * 1024;
const EVENT_ID_MAX_CHARS = 200;
const ENTITY_ID_MAX_CHARS = 2048;
/** How sure a rule is, by its Sigma status: an experimental one has not met much traffic yet. */
const CONFIDENCE_BY_STATUS: Readonly<Record<string, number>> = { stable: 90, test: 75, experimental: 50 };
const CONFIDENCE_OTHERWISE = 40;

/** One event that a rule or its sender finds bad; OCSF and entities are made once, however many rules match. */
export class Suspicion {
  private readonly entry: BlockEntry;
  private readonly normalizer: Normalizer;
  private readonly facts: EventFacts;
  private readonly record: Record<string, unknown>;
  private readonly foreign: boolean;
  private readonly now: number;
  private readonly entities: Entity[];
  private readonly evidence: JsonObject;

  constructor(
    entry: BlockEntry,
    normalizer: Normalizer,
    facts: EventFacts,
    record: Record<string, unknown>,
    foreign: boolean,
    now: number,
  ) {
    this.entry = entry;
    this.normalizer = normalizer;
    this.facts = facts;
    this.record = record;
    this.foreign = foreign;
    this.now = now;
    this.entities = boundEntities(normalizer.entities(record));
    this.evidence = cutJson(normalizer.toOcsf(record, facts), EVIDENCE_MAX_BYTES);
  }

  /** What a rule's match becomes in this organisation: a finding, a row that says what was kept back, or nothing. */
  ofMatch(rules: OrganisationRules, rule: RuleMeta, views: Views | undefined): Result<Made, string>[] {
    const judged = rules.judge(rule, this.record, this.now, views);
    if (judged === undefined) return [];
    const { verdict } = judged;
    return [
      become(verdict, this.ofRule({ ...rule, level: verdict.level }, rules.explain(rule.id, this.record, views))),
    ];
  }

  /** What an event that is unusual for its principal becomes; organisations tune and suppress it like a rule's match. */
  ofAnomaly(
    rules: OrganisationRules,
    rule: RuleMeta,
    about: { readonly title: string; readonly fields: readonly EvidenceField[]; readonly rarity: readonly string[] },
    views: Views | undefined,
  ): Result<Made, string>[] {
    const judged = rules.judge(rule, this.record, this.now, views);
    if (judged === undefined) return [];
    const { level } = judged.verdict;
    const made = this.make('anomaly', { id: rule.id, title: rule.title, level }, rule, about.fields, {
      severity: SEVERITY_BY_LEVEL[level],
      confidence: CONFIDENCE_BY_STATUS[rule.status] ?? CONFIDENCE_OTHERWISE,
    });
    const rarity = about.rarity.map((line) => text(line, 200)).slice(0, 6);
    const told = made.ok ? ok({ ...made.value, title: text(about.title, 300), rarity }) : made;
    return [become(judged.verdict, told)];
  }

  /** `fields` are those that the rule went by. */
  ofRule(rule: RuleMeta, fields: readonly EvidenceField[] = []): Result<Finding, string> {
    return this.make('rule', { id: rule.id, title: rule.title, level: rule.level }, rule, fields, {
      severity: SEVERITY_BY_LEVEL[rule.level],
      confidence: CONFIDENCE_BY_STATUS[rule.status] ?? CONFIDENCE_OTHERWISE,
    });
  }

  ofVerdict(verdict: VendorVerdict): Result<Finding, string> {
    const severity = clamp(verdict.severity, 1, 5);
    const rule = { id: verdict.ruleId, title: verdict.title, level: LEVEL_BY_SEVERITY[severity] ?? 'medium' };
    return this.make('vendor', rule, verdict, [], { severity, confidence: clamp(verdict.confidence, 0, 100) });
  }

  private make(
    kind: Finding['kind'],
    rule: Finding['rule'],
    tags: { readonly techniques: readonly string[]; readonly tactics: readonly string[] },
    fields: readonly EvidenceField[],
    weight: { readonly severity: number; readonly confidence: number },
  ): Result<Finding, string> {
    const { entry, facts } = this;
    const { org } = entry.scope;
    const eventId = eventIdOf(facts.uid);
    const title = text(rule.title, 300);
    const parsed = Finding.safeParse({
      v: 1,
      id: deterministicId(
        'fnd',
        org,
        rule.id,
        eventId,
        ...idSpaceOf(entry, this.normalizer.format, facts, this.foreign),
      ),
      org,
      kind,
      rule: { ...rule, id: text(rule.id, 200), title },
      title,
      ...weight,
      time: Math.max(0, Math.trunc(facts.time)),
      acceptedAt: entry.acceptedAt,
      detectedAt: this.now,
      source: this.normalizer.format,
      delivery: entry.id,
      eventId,
      ...(facts.operation === undefined ? {} : { operation: text(facts.operation, 200) }),
      outcome: facts.outcome,
      ...(facts.account === undefined ? {} : { account: text(facts.account, 64) }),
      ...(facts.region === undefined ? {} : { region: text(facts.region, 64) }),
      techniques: tags.techniques.filter((t) => /^T[0-9]{4}(\.[0-9]{3})?$/.test(t)).slice(0, 16),
      tactics: tags.tactics.slice(0, 16).map((t) => text(t, 64)),
      entities: this.entities,
      evidence: this.evidence,
      ...(fields.length === 0 ? {} : { fields: boundFields(fields) }),
      foreignAccount: this.foreign,
    } satisfies Finding);
    if (parsed.success) return ok(parsed.data);
    const issue = parsed.error.issues[0]!;
    return err(`a finding of rule ${rule.id} could not be made: ${issue.path.join('.')}: ${issue.message}`);
  }
}

/** A finding, or the row that says what was kept back. */
function become(verdict: Judged['verdict'], made: Result<Finding, string>): Result<Made, string> {
  if (!made.ok) return made;
  if (verdict.as === 'finding') return ok({ finding: made.value });
  return ok({ kept: keptBackOf(made.value, verdict.as, verdict.as === 'suppressed' ? verdict.by : null) });
}

/** What a match becomes. */
export type Made = { readonly finding: Finding } | { readonly kept: KeptBack };

/** The row that stands for a finding which was kept back. */
export const keptBackOf = (f: Finding, kind: KeptBack['kind'], by: string | null): KeptBack => ({
  id: f.id,
  rule: f.rule.id,
  kind,
  by,
  time: f.time,
  title: f.title,
  source: f.source,
  eventId: f.eventId,
  delivery: f.delivery,
  principal: f.entities.find((e) => e.type === 'principal')?.id.slice(0, 500) ?? null,
});

/** Leads the id space of what did not come by its vendor's own road. */
export const RELAYED = 'relayed';
/** Vendors whose formats are called otherwise than their sources. */
const FORMATS_OF: Readonly<Record<string, string>> = { google: 'gcp' };
const vendorOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('.')));

/** Formats that records of many vendors have: those that have no format of their own here, and those that come as OCSF. */
const OF_ANYBODY: readonly string[] = ['vedette', 'ocsf'];
/** Doors that are no vendor's. */
const RELAYS: readonly string[] = ['vedette', 'standard', 'splunk', 'opentelemetry'];

/** Whether a kind of source is of the vendor whose records these are; of records that anybody's may be, whether it is a vendor's. */
function isOwnRoad(kind: string, format: string): boolean {
  const [vendor, sender] = [vendorOf(format), vendorOf(kind)];
  return OF_ANYBODY.includes(vendor) ? !RELAYS.includes(sender) : vendor === (FORMATS_OF[sender] ?? sender);
}

/**
 * Within what an event's id is one. Many ids are made up by whoever sends, some are small numbers: what a source may not speak for, what
 * is of another of its organisation's accounts, and what names no account at all must not take the place of a real event. Nor may
 * what a relay says it was told (a telemetry token's "CloudTrail"), lest somebody who knows an id hides its event.
 */
export function idSpaceOf(entry: BlockEntry, format: string, { account }: EventFacts, foreign: boolean): string[] {
  const road = isOwnRoad(entry.scope.kind, format) ? [] : [RELAYED];
  if (account === undefined) return [...road, 'foreign', entry.scope.sourceId];
  return foreign ? [...road, 'foreign'] : [...road, 'account', account];
}

const boundFields = (fields: readonly EvidenceField[]): NonNullable<Finding['fields']> =>
  fields.slice(0, 12).map(({ field, value }) => ({ field: text(field, 300), value: text(value, 200) }));

/** An event id of bounded length: a long one is replaced by its hash. */
export const eventIdOf = (uid: string): string =>
  uid.length <= EVENT_ID_MAX_CHARS ? uid.toWellFormed() : `sha256:${sha256Hex(uid)}`;

const text = (value: string, maxChars: number): string => value.slice(0, maxChars).toWellFormed();
const clamp = (value: number, min: number, max: number): number =>
  Number.isFinite(value) ? Math.min(max, Math.max(min, Math.round(value))) : min;

function boundEntities(entities: readonly Entity[]): Entity[] {
  return entities
    .filter((e) => e.id.length > 0 && e.id.length <= ENTITY_ID_MAX_CHARS)
    .slice(0, FINDING_MAX_ENTITIES)
    .map((e) => ({
      type: e.type,
      id: e.id.toWellFormed(),
      role: e.role,
      ...(e.name === undefined ? {} : { name: text(e.name, 512) }),
      ...(e.account === undefined ? {} : { account: text(e.account, 64) }),
      ...(e.region === undefined ? {} : { region: text(e.region, 64) }),
      // It names another entity: cut, it would name none.
      ...(e.of === undefined || e.of.length > ENTITY_ID_MAX_CHARS ? {} : { of: e.of.toWellFormed() }),
    }));
}
