import type { RuleMeta } from '../../../src/detect/types.ts';
import { CorrelationMemory } from '../../../src/detect/correlation/memory.ts';
import { eventTime } from '../../../src/detect/correlation/event-time.ts';
import type { Firing } from '../../../src/detect/correlation/types.ts';
import type { Engine, LogSource, Views } from '../../../src/detect/types.ts';
import { formatOf } from '../../../src/ingest/recognise/index.ts';
import { readableRecord } from '../../../src/detect/windows-record.ts';

export interface Match {
  /** From 1 */
  readonly line: number;
  readonly rule: RuleMeta;
}

type Record_ = Record<string, unknown>;

/** Fields by which senders name one event: the same twice counts once. */
const ID_FIELDS = ['eventID', 'auditID', 'insertId', 'uuid', '_document_id'];

/** EventBridge wraps what senders wrote: rules are about that. Anything else is taken as it is. */
function unwrapped(record: Record_): Record_ {
  const { detail } = record;
  if (typeof record['detail-type'] !== 'string' || typeof detail !== 'object' || detail === null) return record;
  return formatOf(detail as Record_) === undefined ? record : (detail as Record_);
}

/** Matches events one by one, and counts what correlations count. */
export class Evaluation {
  private readonly engine: Engine;
  private readonly source: LogSource | undefined;
  private readonly viewsOf: (record: Record_) => Views | undefined;
  private readonly memory: CorrelationMemory;
  private readonly metas: ReadonlyMap<string, RuleMeta>;
  private readonly lineOf = new Map<string, number>();
  private time = 0;

  constructor(engine: Engine, source: LogSource | undefined, viewsOf: (record: Record_) => Views | undefined) {
    this.engine = engine;
    this.source = source;
    this.viewsOf = viewsOf;
    this.memory = new CorrelationMemory(engine.correlations);
    this.metas = new Map(engine.correlations.map((c) => [c.meta.id, c.meta]));
  }

  /** What an event matches, and which correlations it completes. `time` (ms) stands for what the record says of it. */
  next(raw: Record_, line: number, time?: number): Match[] {
    const record = readableRecord(unwrapped(raw));
    const views = this.viewsOf(record);
    const rules = this.engine.match(this.source, record, views);
    const matches = rules.filter((r) => r.silent !== true).map((rule) => ({ line, rule }));
    if (this.metas.size === 0 || rules.length === 0) return matches;
    // An event that does not say when it happened comes right after the one before it.
    this.time = time ?? eventTime(record) ?? this.time + 1;
    const own = ID_FIELDS.map((f) => record[f]).find((v): v is string => typeof v === 'string' && v !== '');
    const known = own ?? `line ${line}`;
    if (!this.lineOf.has(known)) this.lineOf.set(known, line);
    const fired = this.memory.observe(rules, record, { uid: known, time: this.time }, views);
    return [...matches, ...this.ofFirings(fired, line)];
  }

  /** All events are in: what correlations judge at their window's end. */
  finish(): Match[] {
    return this.ofFirings(this.memory.finish(), 0);
  }

  private ofFirings(firings: readonly Firing[], line: number): Match[] {
    return firings.flatMap((f) => {
      const rule = this.metas.get(f.correlation);
      if (rule === undefined || rule.silent === true) return [];
      return [{ line: this.lineOf.get(f.event) ?? line, rule }];
    });
  }
}
