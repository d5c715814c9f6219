import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IncidentEvent } from '../../src/incident/events.ts';
import { broken } from '../../src/incident/invariants.ts';
import { replay, type ReplayInput } from '../../src/incident/replay.ts';
import { effectsDigest, effectsOf, timersOf, type Header } from './history.ts';
import { SCENARIOS, WHOLE_ATTACKS } from './scenarios.ts';

const HERE = import.meta.dirname;
const FILES = readdirSync(HERE).filter((f) => f.endsWith('.ndjson'));

function read(file: string): { header: Header; log: ReplayInput; events: IncidentEvent[] } {
  const [first, ...lines] = readFileSync(join(HERE, file), 'utf8').trim().split('\n');
  const header = JSON.parse(first ?? '') as Header;
  const events = lines.map((l) => JSON.parse(l) as ReplayInput['events'][number]);
  return {
    header,
    log: { reducer: header.reducer, events, state: header.state },
    events: events.map((e) => IncidentEvent.parse({ id: e.id, type: e.type, at: e.at, body: e.body })),
  };
}

it('there is a history of every scenario, ten at least', () => {
  const names = [...Object.keys(SCENARIOS), ...Object.keys(WHOLE_ATTACKS)];
  expect(FILES.toSorted()).toEqual(names.map((n) => `${n}.ndjson`).toSorted());
  expect(FILES.length).toBeGreaterThanOrEqual(10);
});

describe.each(FILES)('%s', (file) => {
  const { header, log, events } = read(file);

  it('replays to the same hash, the same state and the same decisions', () => {
    expect(replay(log)).toMatchObject({ hash: header.hash, broken: [], same: true, differs: [], decisions: [] });
  });

  it('makes the same effects', () => {
    expect(effectsDigest(events)).toBe(header.effects);
  });

  it('holds the safety properties at its end', () => {
    const { state } = replay(log);
    expect(broken({ events, effects: effectsOf(events), timers: timersOf(events), state: state! })).toEqual([]);
  });

  it('carries no permit', () => {
    const permits = events.flatMap((e) => (e.type === 'permitted' ? [e.body.permit] : []));
    expect(permits.filter((p) => p !== 'left-out')).toEqual([]);
  });

  it.each([
    ['altered', (lines: ReplayInput['events']) => lines.map((l, i) => (i === 4 ? { ...l, at: l.at + 1 } : l)), 5],
    ['left out', (lines: ReplayInput['events']) => lines.filter((_l, i) => i !== 4), 6],
    ['swapped with its neighbour', (lines: ReplayInput['events']) => swapped(lines, 4), 6],
  ])('names the line that was %s', (_how, change, seq) => {
    expect(replay({ ...log, events: change(log.events) }).broken[0]?.seq).toBe(seq);
  });
});

const swapped = (lines: ReplayInput['events'], i: number): ReplayInput['events'] =>
  lines.map((l, n) => (n === i ? lines[i + 1]! : n === i + 1 ? lines[i]! : l));

describe('a log that another reducer wrote', () => {
  it('is told apart by the decisions that differ', () => {
    const { log } = read('leaked-key-contained.ndjson');
    const state = structuredClone(log.state) as { phase: string; actions: { state: string }[] };
    state.phase = 'escalated';
    state.actions[0]!.state = 'failed';
    expect(replay({ ...log, reducer: 'incident/0', state }).decisions).toMatchObject([
      { subject: 'phase', was: 'escalated', now: 'closed' },
      { was: 'failed', now: 'released' },
    ]);
  });

  it('may be anything at all without stopping the replay', () => {
    const odd = [null, 1, 'x', {}, { seq: 1 }, { seq: 1, id: 'ev_1', type: 'odd', at: 1, body: {}, hash: '' }];
    for (const state of [undefined, null, 'x', [], { actions: 3 }]) {
      const result = replay({ reducer: 'x', events: odd as unknown as ReplayInput['events'], state });
      expect(result.broken).toHaveLength(odd.length);
    }
  });
});
