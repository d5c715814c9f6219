import { describe, expect, it } from 'vitest';
import type { Kind, Source, State } from './data.ts';
import { filtersOf, inOrder, isTroubled, kindsByVendor, linesOf, selected, tallies } from './state.ts';

function source(
  name: string,
  state: State,
  health: Partial<Source['health']> = {},
  more: Partial<Source> = {},
): Source {
  return {
    id: `src_${name}`,
    kind: 'aws.firehose',
    title: 'Amazon Data Firehose',
    name,
    accounts: ['123456789012'],
    settings: {},
    rhythmMinutes: null,
    enabled: state !== 'disabled',
    ratePerMinute: 0,
    createdAt: 1,
    path: '/in/x',
    url: null,
    health: {
      state,
      lastSeenAt: null,
      lastEventAt: null,
      deliveries: 0,
      events: 0,
      duplicates: 0,
      rejected: 0,
      findings: 0,
      bytes: 0,
      refused: 0,
      lagP50Ms: null,
      lagMaxMs: null,
      aheadMs: 0,
      hourly: [],
      silence: null,
      ...health,
    },
    ...more,
  };
}
const kind = (id: string, vendor: string, formats: string[] = []): Kind => ({
  id,
  title: `${vendor} ${id}`,
  vendor,
  summary: 'What it brings',
  proves: 'The sender holds it.',
  limits: 'Nothing more.',
  secret: 'random',
  settings: [],
  accounts: { label: 'accounts', pattern: '[a-z]+', example: 'a' },
  rhythmMinutes: 0,
  formats,
  references: [],
  tools: [],
});
const silent = (name: string, since: number) =>
  source(name, 'silent', { silence: { since, toldAt: null, finding: null } });

describe('the order', () => {
  it('silent first, the longest silent on top; then what was refused or rejected, waiting, speaking, disabled', () => {
    const all = [
      source('f', 'disabled', { refused: 9 }),
      source('e', 'speaking'),
      source('d', 'waiting'),
      source('c', 'speaking', { refused: 1 }),
      silent('b', 20),
      silent('a2', 10),
    ];
    expect(inOrder(all).map((s) => s.name)).toEqual(['a2', 'b', 'c', 'd', 'e', 'f']);
  });
  it('those alike stand by name, numbers as numbers', () => {
    const all = ['node 10', 'Node 9', 'node 1'].map((n) => source(n, 'speaking'));
    expect(inOrder(all).map((s) => s.name)).toEqual(['node 1', 'Node 9', 'node 10']);
  });
});

describe('the filters', () => {
  const all = linesOf(
    [
      source('Trail', 'speaking', { rejected: 2 }),
      source(
        'Okta of Acme',
        'waiting',
        {},
        { kind: 'okta.hook', title: 'Okta event hook', accounts: ['acme.okta.com'] },
      ),
      source('Gone', 'speaking', {}, { kind: 'old.kind', title: 'old.kind' }),
    ],
    [kind('aws.firehose', 'AWS'), kind('okta.hook', 'Okta')],
  );
  const names = (search: Record<string, string>) => selected(all, search).map((s) => s.name);
  it('words are looked for in name, kind, vendor and accounts, and all must be there', () => {
    expect(names({ q: 'okta ACME' })).toEqual(['Okta of Acme']);
    expect(names({ q: 'aws acme' })).toEqual([]);
    expect(names({ q: '123456789012' })).toEqual(['Trail', 'Gone']);
  });
  it('state and kind take several, vendor and account one; troubles are what was refused or rejected', () => {
    expect(names({ state: 'waiting,silent' })).toEqual(['Okta of Acme']);
    expect(names({ kind: 'okta.hook,old.kind' })).toEqual(['Okta of Acme', 'Gone']);
    expect(names({ vendor: 'AWS' })).toEqual(['Trail']);
    expect(names({ account: 'okta.com' })).toEqual(['Okta of Acme']);
    expect(names({ with: 'troubles' })).toEqual(['Trail']);
  });
  it('a kind that this release does not know has no vendor and is still listed', () => {
    expect(filtersOf(all).find((d) => d.key === 'vendor')?.values).toEqual(['AWS', 'Okta', 'Other']);
  });
});

it('a disabled source has no troubles, whatever it is refused', () => {
  expect(isTroubled(source('x', 'disabled', { refused: 5 }))).toBe(false);
  expect(
    tallies([source('x', 'disabled', { refused: 5 }), source('y', 'waiting', { refused: 1 })]).map((t) => t.n),
  ).toEqual([0, 1, 0, 1, 1]);
});

it('kinds are found by format and vendor; those for any sender stand last', () => {
  const kinds = [
    kind('standard.webhook', 'Any', ['aws.cloudtrail']),
    kind('okta.hook', 'Okta'),
    kind('aws.sns', 'AWS', ['aws.cloudtrail']),
  ];
  expect(kindsByVendor(kinds, '').map(([v]) => v)).toEqual(['AWS', 'Okta', 'Any']);
  expect(kindsByVendor(kinds, 'cloudtrail').map(([v]) => v)).toEqual(['AWS', 'Any']);
  expect(kindsByVendor(kinds, 'nothing like it')).toEqual([]);
});
