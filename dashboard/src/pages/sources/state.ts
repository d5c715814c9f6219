import type { FilterDef, Search } from '../../lib/filters.ts';
import type { Kind, Source, State } from './data.ts';

/** A source beside its kind's vendor, as the list shows it. */
export interface Line extends Source {
  readonly vendor: string;
}

export const STATES: Readonly<
  Record<State, { readonly word: string; readonly tone: 'danger' | 'neutral' | 'ok'; readonly says: string }>
> = {
  silent: { word: 'Silent', tone: 'danger', says: 'It has said nothing for longer than its rhythm.' },
  waiting: { word: 'Waiting', tone: 'neutral', says: 'It has never delivered.' },
  speaking: { word: 'Speaking', tone: 'ok', says: 'It was heard within its rhythm.' },
  disabled: { word: 'Disabled', tone: 'neutral', says: 'Nothing of it is taken.' },
};

export const linesOf = (sources: readonly Source[], kinds: readonly Kind[]): Line[] => {
  const vendor = new Map(kinds.map((k) => [k.id, k.vendor]));
  return sources.map((s) => ({ ...s, vendor: vendor.get(s.kind) ?? 'Other' }));
};

/** Whether something of its last day is to be looked at, though it speaks. */
export const isTroubled = ({ enabled, health: h }: Source): boolean => enabled && (h.refused > 0 || h.rejected > 0);

const rank = (s: Source): number => {
  if (s.health.state === 'silent') return 0;
  if (s.health.state === 'disabled') return 4;
  if (isTroubled(s)) return 1;
  return s.health.state === 'waiting' ? 2 : 3;
};
const BY_NAME = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Silent ones first, the longest silent on top; then refused or rejected, waiting, speaking, disabled; each by name. */
export const inOrder = <T extends Source>(sources: readonly T[]): T[] =>
  sources.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.health.silence?.since ?? 0) - (b.health.silence?.since ?? 0) ||
      BY_NAME.compare(a.name, b.name),
  );

const TROUBLE = { key: 'with', value: 'troubles' } as const;

export const filtersOf = (all: readonly Line[]): FilterDef[] => [
  { key: 'state', label: 'State', values: Object.keys(STATES), many: true },
  { key: 'vendor', label: 'Vendor', values: [...new Set(all.map((s) => s.vendor))].toSorted() },
  { key: 'kind', label: 'Kind', values: [...new Set(all.map((s) => s.kind))].toSorted(), many: true },
  { key: 'account', label: 'Account', hint: 'whole or in part' },
  { key: TROUBLE.key, label: 'With', values: [TROUBLE.value], hint: 'refused or rejected in 24 h' },
];

/** Those that a search and filters leave. Words are looked for in name, id, kind, vendor and accounts; all must be there. */
export function selected(all: readonly Line[], search: Search): Line[] {
  const words = (search['q'] ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const among = (key: string, value: string): boolean =>
    search[key] === undefined || search[key].split(',').includes(value);
  return all.filter((s) => {
    const text = [s.name, s.id, s.kind, s.title, s.vendor, ...s.accounts].join(' ').toLowerCase();
    return (
      words.every((w) => text.includes(w)) &&
      among('state', s.health.state) &&
      among('vendor', s.vendor) &&
      among('kind', s.kind) &&
      (search['account'] === undefined || s.accounts.some((a) => a.includes(search['account']!))) &&
      (search[TROUBLE.key] === undefined || isTroubled(s))
    );
  });
}

export interface Tally {
  readonly key: string;
  readonly value: string;
  readonly word: string;
  readonly n: number;
}
export const tallies = (all: readonly Source[]): Tally[] => [
  ...(['silent', 'waiting', 'speaking', 'disabled'] as const).map((value) => ({
    key: 'state',
    value,
    word: STATES[value].word.toLowerCase(),
    n: all.filter((s) => s.health.state === value).length,
  })),
  { ...TROUBLE, word: 'refused or rejected', n: all.filter(isTroubled).length },
];

/** Kinds by vendor, those for any sender last; only those in which every word is found. */
export function kindsByVendor(
  kinds: readonly Kind[],
  q: string,
): (readonly [vendor: string, kinds: readonly Kind[]])[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = kinds.filter((k) => {
    const text = [k.id, k.title, k.vendor, k.summary, ...k.formats].join(' ').toLowerCase();
    return words.every((w) => text.includes(w));
  });
  const groups = Map.groupBy(found, (k) => k.vendor);
  // Those with several first: the others share rows.
  const place = ([vendor, group]: readonly [string, readonly Kind[]]): number =>
    vendor === ANY ? 2 : group.length > 1 ? 0 : 1;
  return [...groups].toSorted((a, b) => place(a) - place(b) || BY_NAME.compare(a[0], b[0]));
}
export const ANY = 'Any';
export const vendorWords = (vendor: string): string => (vendor === ANY ? 'Any sender' : vendor);
