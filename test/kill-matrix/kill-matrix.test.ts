import { describe, expect, it } from 'vitest';
import { LEASE_GRACE_MS } from '../../src/decide/credentials/forward-window.ts';
import { TIMES } from '../../src/respond/custody/times.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { actionOf, FIXTURES } from './fixtures.ts';
import { KINDS, type Named } from './cells.ts';
import { isSound, lastLine, runMatrix, type Judged } from './matrix.ts';
import { storms } from './storm.ts';
import type { Sabotage } from './universe.ts';

/** The whole of it is `npm run bench -- kill-matrix`; this is about so many cells of each fixture, spread over all kinds. */
const CELLS_EACH = 20;

const notOnce = (judged: readonly Judged[]): string[] =>
  judged
    .filter((c) => c.outcome.end !== 'once')
    .map((c) => `${c.outcome.end}: ${c.name}: ${c.outcome.why}\n${c.outcome.journal.join('\n')}`);

it('the gate gives leave to contain again for all the time that custody may hold', () => {
  expect(LEASE_GRACE_MS).toBeGreaterThanOrEqual(TIMES.applyGraceMs);
});

describe('the kill matrix', () => {
  it('has a fixture for every action of the registry', () => {
    expect([...new Set(Object.keys(FIXTURES).map(actionOf))].toSorted()).toEqual(actions.map((a) => a.id).toSorted());
  });

  it.each(Object.keys(FIXTURES))(
    '%s: whatever goes wrong, wherever, it is contained once and released whole',
    async (name) => {
      const judged = await runMatrix({ actions: [name], most: CELLS_EACH });
      expect(new Set(judged.map((c) => c.kind))).toEqual(new Set(KINDS));
      expect(notOnce(judged)).toEqual([]);
      expect(lastLine(judged)).toBe(`kill matrix: ${judged.length} cells, ${judged.length} once, 0 twice, 0 lost`);
    },
    60_000,
  );
});

describe('several mishaps in one run', () => {
  it.each(['aws.iam.deactivate-access-key', 'aws.ec2.snapshot-volumes removed again', 'aws.wafv2.block-address'])(
    '%s: nothing stands twice and nothing is lost',
    async (name) => {
      const judged: Judged[] = [];
      for await (const cell of storms(name, 12, 7)) judged.push(cell);
      expect(notOnce(judged.filter((c) => c.outcome.end !== 'asked'))).toEqual([]);
    },
    60_000,
  );
});

const at =
  (kind: Named['kind'], ...words: string[]) =>
  (c: Named): boolean =>
    c.kind === kind && words.every((w) => c.name.includes(w));

interface Broken {
  readonly rule: string;
  readonly action: string;
  readonly only: (cell: Named) => boolean;
  readonly sabotage: Sabotage;
  readonly end: 'twice' | 'lost';
}

/** A matrix that cannot fail is worth nothing: each rule broken on purpose, and a cell that shows it. */
const BROKEN: readonly Broken[] = [
  {
    rule: 'go is given once under a fence',
    action: 'aws.ec2.snapshot-volumes removed again',
    only: at('pause', 'stands still for 35 s at send forward:'),
    sabotage: (record) => {
      if (record.pending?.kind === 'job') delete record.pending.goAt;
    },
    end: 'twice',
  },
  {
    rule: 'the pre-image is stored once',
    action: 'aws.lambda.throttle-to-zero',
    only: at('kill', 'killed after at observe forward:'),
    sabotage: (record, seen) => {
      if (record.preImage && seen) record.preImage = seen;
    },
    end: 'lost',
  },
  {
    rule: 'a release waits until the writes before it cannot land any more',
    action: 'aws.lambda.throttle-to-zero',
    only: at('late apply', '299 s late', 'forward:', 'let go at once'),
    sabotage: (record) => {
      record.unresolved = [];
    },
    end: 'lost',
  },
  {
    rule: 'a reading that may be of the past is not believed',
    action: 'aws.iam.deactivate-access-key',
    only: at('stale read', 'replicas disagree at send forward:', 'let go at once'),
    sabotage: (record) => {
      delete record.unshown;
    },
    end: 'lost',
  },
  {
    rule: 'an unknown creation is waited for before it is sent again',
    action: 'aws.ec2.snapshot-volumes removed again',
    only: at('late apply', '299 s late', 'forward:'),
    sabotage: (record) => {
      if (record.doubt) record.doubt = { settledAt: 0, absentAt: [0] };
    },
    end: 'twice',
  },
];

describe('the kill matrix notices when', () => {
  it.each(BROKEN)('$rule is broken', async ({ action, only, sabotage, end }) => {
    const sound = await runMatrix({ actions: [action], only });
    expect(sound.length).toBeGreaterThan(0);
    expect(notOnce(sound)).toEqual([]);
    const broken = await runMatrix({ actions: [action], only, sabotage });
    expect(broken.map((c) => c.outcome.end)).toContain(end);
    expect(isSound(broken)).toBe(false);
  });
});
