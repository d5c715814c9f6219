import { NO_HASH } from '../contracts/ledger.ts';
import { digestOf } from '../kit/crypto.ts';
import * as z from 'zod';
import { compareDecisions, type Difference } from './decisions.ts';
import { IncidentEvent, REDUCER_VERSION } from './events.ts';
import { hashFits } from './log.ts';
import { emptyState, reduce } from './reduce.ts';
import type { IncidentState } from './state.ts';

export interface ReplayInput {
  readonly reducer: string;
  readonly events: readonly {
    readonly seq: number;
    readonly id: string;
    readonly type: string;
    readonly at: number;
    readonly body: unknown;
    readonly hash: string;
  }[];
  /** The state that the incident says it is in. */
  readonly state: unknown;
}

export interface ReplayResult {
  /** Hash of the last line, which stands for all. */
  readonly hash: string;
  /** Lines whose hash does not fit what they say. */
  readonly broken: readonly { readonly seq: number; readonly reason: string }[];
  /** Digest of the state that today's reducer makes of the events. */
  readonly stateDigest: string;
  /** Whether it is the state that the incident is in. */
  readonly same: boolean;
  /** Top-level parts of the state that differ. */
  readonly differs: readonly string[];
  /** Where today's reducer decides differently on the same events. */
  readonly decisions: readonly Difference[];
  readonly reducer: { readonly log: string; readonly now: string };
  readonly phases: readonly { readonly seq: number; readonly type: string; readonly phase: string }[];
  readonly state: IncidentState | undefined;
}

/** Parts that states have had since later than the first release: what was written before has none, which is no difference. */
const ADDED_PARTS: ReadonlySet<string> = new Set(['firstEventAt', 'containedAt', 'releasedAt']);

/** Top-level parts in which two states differ, as JSON has them. `theirs` may be anything that claims to be a state. */
export function differingParts(theirs: unknown, ours: IncidentState | undefined): string[] {
  const was = z.record(z.string(), z.unknown()).catch({}).parse(theirs);
  const now = JSON.parse(JSON.stringify(ours ?? {})) as Record<string, unknown>;
  return [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(
    (k) => digestOf(was[k] ?? null) !== digestOf(now[k] ?? null) && !(ADDED_PARTS.has(k) && !(k in was)),
  );
}

/** A line as a log file has it; the file may come from anywhere. */
const Line = z.object({
  seq: z.int(),
  id: z.string(),
  type: z.string(),
  at: z.int(),
  body: z.unknown(),
  hash: z.string(),
});

/**
 * Runs a log through today's reducer: checks its hash chain, and says whether the same events give the same state, or in
 * which parts a newer reducer differs. Needs nothing but the log.
 */
export function replay(input: ReplayInput): ReplayResult {
  let state: IncidentState | undefined;
  let prev = NO_HASH;
  const broken: { seq: number; reason: string }[] = [];
  const phases: { seq: number; type: string; phase: string }[] = [];
  for (const [i, raw] of input.events.entries()) {
    const shaped = Line.safeParse(raw);
    if (!shaped.success) {
      broken.push({ seq: i + 1, reason: 'is no line of a log' });
      continue;
    }
    const line = shaped.data;
    const parsed = IncidentEvent.safeParse({ id: line.id, type: line.type, at: line.at, body: line.body });
    if (!parsed.success) {
      broken.push({ seq: line.seq, reason: 'is no event that this version knows' });
      continue;
    }
    if (line.seq !== i + 1) broken.push({ seq: line.seq, reason: `should be number ${i + 1}` });
    if (!hashFits(line.seq, parsed.data, prev, line.hash))
      broken.push({ seq: line.seq, reason: 'its hash does not fit' });
    prev = line.hash;
    if (state === undefined && parsed.data.type !== 'finding_added') {
      broken.push({ seq: line.seq, reason: 'an incident begins with a finding' });
      continue;
    }
    state = reduce(
      state ?? emptyState(parsed.data as Extract<IncidentEvent, { type: 'finding_added' }>),
      parsed.data,
    ).state;
    phases.push({ seq: line.seq, type: line.type, phase: state.phase });
  }
  const differs = differingParts(input.state, state);
  return {
    hash: prev,
    broken,
    stateDigest: digestOf(JSON.parse(JSON.stringify(state ?? {}))),
    same: differs.length === 0,
    differs,
    decisions: compareDecisions(input.state, state),
    reducer: { log: input.reducer, now: REDUCER_VERSION },
    phases,
    state,
  };
}
