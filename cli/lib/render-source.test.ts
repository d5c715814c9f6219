import { expect, it } from 'vitest';
import type { Source } from './find-source.ts';
import { agoText, kindsTable, sourceReport, sourcesTable, spanText, waitText } from './render-source.ts';
import type { SourceKind } from './source-settings.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SOURCE = {
  id: 'src_1',
  kind: 'okta.hook',
  title: 'Okta event hook',
  name: 'people\u001b[2J',
  accounts: [],
  settings: { topics: ['a', 'b'] },
  rhythmMinutes: null,
  enabled: true,
  ratePerMinute: 0,
  createdAt: NOW - HOUR,
  path: '/in/src_1',
  url: null,
  health: {
    state: 'silent',
    lastSeenAt: NOW - 3 * HOUR,
    lastEventAt: null,
    deliveries: 4,
    events: 12,
    duplicates: 1,
    rejected: 2,
    findings: 0,
    bytes: 100,
    refused: 7,
    lagP50Ms: 2_000,
    lagMaxMs: 5 * MINUTE,
    aheadMs: 90_000,
    silence: { since: NOW - 2 * HOUR, toldAt: null, finding: null },
  },
} as unknown as Source;

it('spans are told in one unit', () => {
  expect([0, 40_000, 90_000, 3 * HOUR, 47 * HOUR, 49 * HOUR].map(spanText)).toEqual([
    '0 s',
    '40 s',
    '1 min',
    '3 h',
    '47 h',
    '2 d',
  ]);
  expect([250, 1_000, 60_000].map(waitText)).toEqual(['250 ms', '1 s', '1 min']);
  expect([agoText(null, NOW), agoText(NOW + 5_000, NOW)]).toEqual(['never', '0 s ago']);
});

it('the list shows how each source is, and nothing that drives a terminal', () => {
  const [head, row] = sourcesTable([SOURCE], NOW).split('\n');
  expect(head).toMatch(/^STATE +ID +KIND +NAME +LAST SEEN +EVENTS 24H +REJECTED +REFUSED +SILENT$/);
  expect(row).toMatch(/^silent +src_1 +okta\.hook +people·\[2J +3 h ago +12 +2 +7 +for 2 h$/);
  expect(sourcesTable([], NOW)).toMatch(/no sources; .*sources add/);
});

it('the kinds stand by vendor, with what each needs', () => {
  const kind = (id: string, vendor: string, needed: string[]) =>
    ({
      id,
      vendor,
      title: id,
      settings: needed.map((name) => ({ name, required: name !== 'note' })),
      tools: ['Terraform: one', 'Terraform, two', 'CLI'],
    }) as unknown as SourceKind;
  const rows = kindsTable([kind('b.b', 'B', []), kind('a.z', 'A', ['topics', 'note']), kind('a.a', 'A', [])]).split(
    '\n',
  );
  expect(rows.slice(1)).toEqual([
    expect.stringMatching(/^a\.a +A +- +a\.a +Terraform, CLI$/),
    expect.stringMatching(/^a\.z +A +topics +/),
    expect.stringMatching(/^b\.b +B/),
  ]);
});

it('a source is told with its keys, its health, and what became of its deliveries', () => {
  const detail = {
    ...SOURCE,
    keys: [
      { id: 'key_2', createdAt: NOW - HOUR, expiresAt: null, lastUsedAt: null },
      { id: 'key_1', createdAt: NOW - 72 * HOUR, expiresAt: NOW + 23 * HOUR, lastUsedAt: NOW - 4 * MINUTE },
    ],
    rhythm: { minutes: 60, by: 'set' as const },
    hours: [],
    refusals: [{ code: 'unauthenticated', n: 7, lastAt: NOW - MINUTE }],
    deadLettersOpen: 2,
  };
  const delivery = {
    id: 'dlv_1',
    acceptedAt: NOW,
    verdict: 'partial',
    events: 1,
    duplicates: 0,
    rejected: 1,
    findings: 0,
    test: true,
    bad: [{ place: 'events[1]', reason: 'no uuid' }],
  };
  const text = sourceReport(detail, [delivery as unknown as Parameters<typeof sourceReport>[1][number]], NOW);
  for (const part of [
    /people·\[2J/,
    /ingest's address, then \/in\/src_1/,
    /none is bound/,
    /topics +a, b/,
    /missed after 1 h of silence, as it was set/,
    /key_2, 1 h old, no use seen, in force/,
    /key_1, 3 d old, in use 4 min ago, good for another 23 h/,
    /2 s usually, 5 min at most/,
    /up to 1 min ahead/,
    /refused +7 times unauthenticated, last 1 min ago/,
    /dead +2 letters are open: `vedette sources replay src_1`/,
    /dlv_1 \(test\) +2026-01-10 12:00:00 +partial +1 +0 +1 +0\n {2}events\[1\]: no uuid/,
  ])
    expect(text).toMatch(part);
});
