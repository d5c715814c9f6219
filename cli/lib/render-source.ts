import type { Schemas } from '../../src/client/client.ts';
import { clockTime, plain, table } from './output.ts';
import type { Source } from './find-source.ts';
import { reasonsOf, type Outcome } from './follow-delivery.ts';
import type { SourceKind } from './source-settings.ts';

type Detail = Schemas['SourceDetail'];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Terminals are narrow; `--json` has all of a reason. */
const REASON_MAX_CHARS = 160;

/** `40 s`, `12 min`, `5 h`, `3 d` */
export function spanText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1_000))} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} d`;
}
/** A wait as it is announced: `250 ms`, `5 s` */
export const waitText = (ms: number): string => (ms < 1_000 ? `${ms} ms` : spanText(ms));
export const agoText = (at: number | null, now: number): string =>
  at === null ? 'never' : `${spanText(now - at)} ago`;

const silenceText = ({ state, silence }: Source['health'], now: number): string =>
  state === 'silent' && silence !== null ? `for ${spanText(now - silence.since)}` : '-';

/** Sources and how they are, one a line. */
export const sourcesTable = (sources: readonly Source[], now: number): string =>
  sources.length === 0
    ? 'no sources; `vedette sources kinds` shows what can send, `vedette sources add KIND --name NAME` makes one'
    : table([
        ['STATE', 'ID', 'KIND', 'NAME', 'LAST SEEN', 'EVENTS 24H', 'REJECTED', 'REFUSED', 'SILENT'],
        ...sources.map((s) => [
          s.health.state,
          s.id,
          s.kind,
          s.name,
          agoText(s.health.lastSeenAt, now),
          String(s.health.events),
          String(s.health.rejected),
          String(s.health.refused),
          silenceText(s.health, now),
        ]),
      ]);

/** Kinds of sources, those of one vendor together. */
export const kindsTable = (kinds: readonly SourceKind[]): string =>
  table([
    ['KIND', 'VENDOR', 'NEEDS', 'TITLE', 'SET UP BY'],
    ...kinds
      .toSorted((a, b) => a.vendor.localeCompare(b.vendor) || a.id.localeCompare(b.id))
      .map((k) => [
        k.id,
        k.vendor,
        k.settings.flatMap((s) => (s.required ? [s.name] : [])).join(', ') || '-',
        k.title,
        // `Terraform, changes to resources`, `Terraform: the stream`: what it is for is said by `setup`.
        [...new Set(k.tools.map((t) => t.split(/[,:(]/)[0]!.trim()))].join(', '),
      ]),
  ]);

const settingText = (value: string | readonly string[]): string =>
  plain(typeof value === 'string' ? value : value.join(', '));

function rhythmText({ minutes, by }: Detail['rhythm']): string {
  if (minutes === 0) return 'never missed: it speaks only when something happens';
  const why = { set: 'as it was set', kind: 'as is usual for its kind', learnt: 'as its own history tells' };
  return `missed after ${spanText(minutes * MINUTE_MS)} of silence, ${why[by]}`;
}

type Key = Detail['keys'][number];

/** `in use 3 min ago`. What was before uses were kept nobody knows. */
export const keyUseText = ({ lastUsedAt }: Pick<Key, 'lastUsedAt'>, now: number): string =>
  lastUsedAt === null ? 'no use seen' : `in use ${spanText(now - lastUsedAt)} ago`;
/** Uses are kept to the hour, or to five minutes while two keys are good. */
export const keyInUse = ({ lastUsedAt }: Pick<Key, 'lastUsedAt'>, now: number): boolean =>
  lastUsedAt !== null && now - lastUsedAt < HOUR_MS;

function keyText(key: Key, now: number): string {
  const age = `${key.id}, ${spanText(now - key.createdAt)} old, ${keyUseText(key, now)}`;
  return key.expiresAt === null ? `${age}, in force` : `${age}, good for another ${spanText(key.expiresAt - now)}`;
}

/** A source for people: what it is, how it is, and what became of what it sent last. */
export function sourceReport(s: Detail, deliveries: readonly Outcome[], now: number): string {
  const { health } = s;
  const lines = [
    `${s.id}  ${plain(s.name)}  (${s.kind}: ${plain(s.title)})`,
    `  ${health.state}${health.silence === null ? '' : ` since ${clockTime(health.silence.since)}`}, last seen ${agoText(health.lastSeenAt, now)}, last event of ${health.lastEventAt === null ? '-' : clockTime(health.lastEventAt)}`,
    `  url       ${s.url ?? `ingest's address, then ${s.path}`}`,
    `  accounts  ${s.accounts.map(plain).join(' ') || 'none is bound: every account counts as foreign'}`,
    ...Object.entries(s.settings).map(([name, value]) => `  ${name.padEnd(8)}  ${settingText(value)}`),
    `  rhythm    ${rhythmText(s.rhythm)}`,
    `  keys      ${s.keys.map((k) => keyText(k, now)).join('\n            ') || 'none: its sender signs with a key of its vendor'}`,
    `  24 hours  ${health.deliveries} deliveries, ${health.events} events, ${health.duplicates} duplicates, ${health.rejected} rejected, ${health.findings} findings`,
  ];
  if (health.lagP50Ms !== null)
    lines.push(`  lag       ${spanText(health.lagP50Ms)} usually, ${spanText(health.lagMaxMs ?? 0)} at most`);
  if (health.aheadMs > 0) lines.push(`  clock     its events are up to ${spanText(health.aheadMs)} ahead of now`);
  for (const r of s.refusals) lines.push(`  refused   ${r.n} times ${r.code}, last ${agoText(r.lastAt, now)}`);
  if (s.deadLettersOpen > 0)
    lines.push(`  dead      ${s.deadLettersOpen} letters are open: \`vedette sources replay ${s.id}\``);
  return [...lines, '', deliveriesText(deliveries)].join('\n');
}

function deliveriesText(deliveries: readonly Outcome[]): string {
  if (deliveries.length === 0) return 'no deliveries yet';
  const rows = table([
    ['DELIVERY', 'ACCEPTED', 'VERDICT', 'EVENTS', 'DUPLICATES', 'REJECTED', 'FINDINGS'],
    ...deliveries.map((d) => [
      d.test ? `${d.id} (test)` : d.id,
      clockTime(d.acceptedAt),
      d.verdict,
      String(d.events),
      String(d.duplicates),
      String(d.rejected),
      String(d.findings),
    ]),
  ]).split('\n');
  return rows
    .flatMap((row, i) => [
      row,
      ...reasonsOf(deliveries[i - 1]?.bad ?? []).map((r) => `  ${plain(r).slice(0, REASON_MAX_CHARS)}`),
    ])
    .join('\n');
}
