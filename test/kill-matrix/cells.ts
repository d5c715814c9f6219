import { MINUTE_MS, SECOND_MS } from '../../src/kit/clock.ts';
import { sha256Hex } from '../../src/kit/crypto.ts';
import { NO_SKEW, type Mishap, type Point, type Skew } from './points.ts';
import type { Cell } from './run-cell.ts';
import { OF_RESPONDER } from './universe.ts';

/** The columns of the table. */
export const KINDS = [
  'kill',
  'lost answer',
  'refused',
  'error after',
  'late apply',
  'stale read',
  'redelivered',
  'skewed clock',
  'pause',
  'release race',
] as const;
/** Several at once; see storm.ts. */
export const STORM = 'storm';
export type Kind = (typeof KINDS)[number] | typeof STORM;

export interface Named {
  readonly kind: Kind;
  /** What goes wrong, and where; the same words every time. */
  readonly name: string;
  readonly cell: Cell;
}

/** Sendings that a client makes of one read: all of them fail. */
const READ_ATTEMPTS = 4;

type Try = readonly [Kind, string, Mishap];
const aws = (kind: Kind, name: string, fault: Extract<Mishap, { kind: 'aws' }>['fault']): Try => [
  kind,
  name,
  { kind: 'aws', fault },
];

const WRITES: readonly Try[] = [
  aws('lost answer', 'answer lost', { kind: 'lose-answer' }),
  aws('lost answer', 'answer truncated', { kind: 'truncate' }),
  aws('refused', 'dropped', { kind: 'timeout-before' }),
  aws('refused', 'throttled', { kind: 'throttle' }),
  aws('refused', 'throttled thrice', { kind: 'throttle', times: 3 }),
  aws('refused', 'error 500', { kind: '500' }),
  aws('refused', 'error 503', { kind: '503' }),
  aws('refused', 'token expired', { kind: 'expire' }),
  aws('error after', '500 after', { kind: '500-after' }),
  aws('error after', '503 after', { kind: '503-after' }),
  ...[5, 40, 299].map((s) => aws('late apply', `${s} s late`, { kind: 'late-apply', delayMs: s * SECOND_MS })),
  ...[5, 45, 170].flatMap((s) =>
    (['agree', 'disagree'] as const).map((replicas) =>
      aws('stale read', `reads of the past for ${s} s, replicas ${replicas}`, {
        kind: 'stale-reads',
        forMs: s * SECOND_MS,
        replicas,
      }),
    ),
  ),
];

const READS: readonly Try[] = [
  aws('lost answer', 'answers lost', { kind: 'lose-answer', times: READ_ATTEMPTS }),
  aws('lost answer', 'answer truncated', { kind: 'truncate' }),
  aws('refused', 'throttled', { kind: 'throttle', times: READ_ATTEMPTS }),
  aws('refused', 'errors 500', { kind: '500', times: READ_ATTEMPTS }),
  aws('refused', 'token expired', { kind: 'expire' }),
];

const QUEUE: readonly Try[] = [
  ...[0, 12 * SECOND_MS, 45 * SECOND_MS, 20 * MINUTE_MS].map((afterMs): Try => [
    'redelivered',
    `again after ${afterMs / SECOND_MS} s`,
    { kind: 'redelivered', afterMs },
  ]),
  ['lost answer', 'message lost', { kind: 'lost message' }],
];

function triesAt(point: Point): readonly Try[] {
  const everywhere: Try[] = [
    ['kill', 'killed before', { kind: 'kill', when: 'before' }],
    ['kill', 'killed after', { kind: 'kill', when: 'after' }],
    ['release race', 'let go just then', { kind: 'release' }],
  ];
  const pauses: Try[] = OF_RESPONDER.has(point.what)
    ? [12 * SECOND_MS, 35 * SECOND_MS, 18 * MINUTE_MS].map((ms): Try => [
        'pause',
        `stands still for ${ms / SECOND_MS} s`,
        { kind: 'pause', ms },
      ])
    : [];
  const between: Try[] =
    point.what === 'send' || point.what === 'read' || point.what === 'alarm'
      ? []
      : [
          ['lost answer', 'answer lost', { kind: 'lost answer' }],
          ['refused', 'not reached', { kind: 'refused' }],
        ];
  const own = point.what === 'send' ? WRITES : point.what === 'read' ? READS : point.what === 'queue' ? QUEUE : [];
  return [...everywhere, ...between, ...pauses, ...own];
}

const ALWAYS = { from: 0, until: Number.MAX_SAFE_INTEGER };
const skews: readonly (readonly [string, Skew])[] = [
  ...(['custody', 'responder', 'gate'] as const).flatMap((part) =>
    [-4, 4].map((m) => [`${part} ${m} min`, { ...NO_SKEW, ...ALWAYS, [part]: m * MINUTE_MS }] as const),
  ),
  // Further than a permit's own time allows, until somebody puts the clock right.
  ...[-30, -10].flatMap((m) => [
    [`custody ${m} min for 90 s`, { ...NO_SKEW, from: 0, until: 90 * SECOND_MS, custody: m * MINUTE_MS }] as const,
    [`gate ${-m} min for 90 s`, { ...NO_SKEW, from: 0, until: 90 * SECOND_MS, gate: -m * MINUTE_MS }] as const,
  ]),
  [`custody 10 min`, { ...NO_SKEW, ...ALWAYS, custody: 10 * MINUTE_MS }],
  // Beyond what AWS accepts (RequestTimeTooSkewed and its kin), until somebody puts the clock right.
  ...[-20, 6, 30].map(
    (m) =>
      [
        `responder ${m} min for 90 s`,
        { ...NO_SKEW, from: 0, until: 90 * SECOND_MS, responder: m * MINUTE_MS },
      ] as const,
  ),
  ...[-20, 6, 30].map(
    (m) =>
      [
        `responder ${m} min when it is released`,
        { ...NO_SKEW, from: 6 * MINUTE_MS, until: 9 * MINUTE_MS, responder: m * MINUTE_MS },
      ] as const,
  ),
  ...[-10, 10].map(
    (m) => [`custody jumps ${m} min`, { ...NO_SKEW, from: 1, until: ALWAYS.until, custody: m * MINUTE_MS }] as const,
  ),
  ...[-10, 10].map(
    (m) =>
      [
        `custody jumps ${m} min while held`,
        { ...NO_SKEW, from: 2 * MINUTE_MS, until: ALWAYS.until, custody: m * MINUTE_MS },
      ] as const,
  ),
];

/** Points that are tried: all, but of reads in a row the first, for one job reads in one go. */
function* tried(points: readonly Point[]): Generator<readonly [number, Point]> {
  for (const [at, point] of points.entries())
    if (point.what !== 'read' || points[at - 1]?.what !== 'read') yield [at, point];
}

/**
 * Every cell of an action, from the points that a run without mishaps passed: ended by a person for all, ended by the lease for
 * what the end of a lease does otherwise (its alarm, and what comes after).
 */
export function cellsOf(action: string, byPerson: readonly Point[], byLease: readonly Point[]): Named[] {
  const at = (ending: Cell['ending'], points: readonly Point[], from: number): Named[] =>
    [...tried(points)]
      .filter(([n]) => n >= from)
      .flatMap(([n, point]) =>
        triesAt(point).map(([kind, name, mishap]) => ({
          kind,
          name: `${name} at ${point.what} ${point.step}${point.operation === '' ? '' : ` ${point.operation}`} (${ending}, ${n})`,
          cell: { action, ending, disturbances: [{ at: n, mishap }] },
        })),
      );
  const clocks = (['release', 'expiry'] as const).flatMap((ending) =>
    skews.map(([name, skew]): Named => ({
      kind: 'skewed clock',
      name: `${name} (${ending})`,
      cell: { action, ending, skew },
    })),
  );
  // AWS still lies when a person lets go already.
  const soon = at('release', byPerson, 0)
    .filter(
      ({ kind, name }) =>
        name.includes('at send') && (kind === 'late apply' || kind === 'stale read' || kind === 'error after'),
    )
    .map((c) => ({ ...c, name: `${c.name}, let go at once`, cell: { ...c.cell, holdMs: SECOND_MS } }));
  const firstRevert = byLease.findIndex((p) => p.step.startsWith('revert:'));
  const lastAlarm = byLease.findLastIndex((p, n) => p.what === 'alarm' && n < firstRevert);
  return [...at('release', byPerson, 0), ...soon, ...at('expiry', byLease, Math.max(0, lastAlarm)), ...clocks];
}

/** About so many of an action's cells, spread over all kinds and points; the same ones every time. */
export function sampleOf(cells: readonly Named[], most: number): Named[] {
  const byKind = Map.groupBy(cells, (c) => c.kind);
  // Another place in the stride for every action, so that together they see more.
  const offset = Number.parseInt(sha256Hex(cells[0]?.cell.action ?? '').slice(0, 4), 16) / 0x10000;
  const each = Math.max(1, Math.floor(most / byKind.size));
  return [...byKind.values()].flatMap((own) => {
    const stride = own.length / Math.min(each, own.length);
    return Array.from({ length: Math.min(each, own.length) }, (_, n) => own[Math.floor((n + offset) * stride)]!);
  });
}
