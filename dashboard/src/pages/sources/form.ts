import type { ApiError } from '../../api/client.ts';
import type { Body } from '../../api/client.ts';
import type { Detail, Kind } from './data.ts';
import { minutes } from './words.ts';

/** What stands in the form, as typed. */
export interface Draft {
  readonly name: string;
  readonly accounts: string;
  readonly settings: Readonly<Record<string, string>>;
  /** `usual`: as the kind or its history tells; `never`: not missed; `set`: after `after` minutes */
  readonly rhythm: 'usual' | 'never' | 'set';
  readonly after: string;
  readonly rate: string;
  /** What the sender issued; empty: one is made. Of a new source alone. */
  readonly secret: string;
}
/** What is wrong, by field: `name`, `accounts`, `rhythm`, `rate`, `secret`, `settings.<name>`; `` for what is no field's. */
export type Wrong = Readonly<Record<string, string>>;

export const EMPTY: Draft = { name: '', accounts: '', settings: {}, rhythm: 'usual', after: '', rate: '', secret: '' };
const NAME_MAX = 100;
/** As the API takes them. */
const VALUES_MAX = 200;
const AFTER_MAX_MINUTES = 43_200;
const RATE_MAX = 1_000_000;

/** Accounts stand apart by blanks, commas or lines; no kind's contain one. */
export const accountsOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
/** Values of a list stand a line each: some may contain commas. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean),
  ),
];

/** The draft of a source that exists. */
export const draftOf = (source: Detail): Draft => ({
  name: source.name,
  accounts: source.accounts.join('\n'),
  settings: Object.fromEntries(
    Object.entries(source.settings).map(([k, v]) => [k, typeof v === 'string' ? v : v.join('\n')]),
  ),
  rhythm: source.rhythmMinutes === null ? 'usual' : source.rhythmMinutes === 0 ? 'never' : 'set',
  after: source.rhythmMinutes === null || source.rhythmMinutes === 0 ? '' : String(source.rhythmMinutes),
  rate: source.ratePerMinute === 0 ? '' : String(source.ratePerMinute),
  secret: '',
});

/** Patterns are the catalogue's own: linear, without anchors, and to match whole. */
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');
const SHOWN_MAX = 60;
const quoted = (value: string): string => `“${value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value}”`;
const notLike = (value: string, example: string): string =>
  `${quoted(value)} does not look like one; such as ${example}`;

const isWhole = (text: string, min: number, max: number): boolean =>
  /^\d{1,7}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

function settingsOf(kind: Kind, draft: Draft, wrong: Record<string, string>): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {};
  for (const s of kind.settings) {
    const text = draft.settings[s.name] ?? '';
    const values = s.type === 'list' ? linesOf(text) : [text.trim()].filter(Boolean);
    const bad = values.find((v) => !whole(s.pattern).test(v));
    if (values.length === 0 && s.required) wrong[`settings.${s.name}`] = `It is needed, such as ${s.example}`;
    else if (values.length > VALUES_MAX) wrong[`settings.${s.name}`] = `At most ${VALUES_MAX} values.`;
    else if (bad !== undefined) wrong[`settings.${s.name}`] = notLike(bad, s.example);
    else if (values.length > 0) out[s.name] = s.type === 'list' ? values : values[0]!;
  }
  return out;
}

/** The draft as the API takes it, and what is wrong with it by the kind's own rules. */
export function checked(
  kind: Kind,
  draft: Draft,
): { readonly wrong: Wrong; readonly body: Body<'patch', '/sources/{id}'> } {
  const wrong: Record<string, string> = {};
  const name = draft.name.trim();
  if (name === '') wrong['name'] = 'Give it a name that your colleagues know it by.';
  else if (name.length > NAME_MAX) wrong['name'] = `At most ${NAME_MAX} letters.`;
  const accounts = accountsOf(draft.accounts);
  const stranger = accounts.find((a) => !whole(kind.accounts.pattern).test(a));
  if (accounts.length > VALUES_MAX) wrong['accounts'] = `At most ${VALUES_MAX}; make another source for the others.`;
  if (stranger !== undefined) wrong['accounts'] = notLike(stranger, kind.accounts.example);
  const settings = settingsOf(kind, draft, wrong);
  if (draft.rhythm === 'set' && !isWhole(draft.after, 1, AFTER_MAX_MINUTES))
    wrong['rhythm'] = 'Whole minutes from 1 to 43,200 (30 days).';
  if (draft.rate.trim() !== '' && !isWhole(draft.rate, 1, RATE_MAX)) wrong['rate'] = 'A whole number up to 1,000,000.';
  const rhythmMinutes = draft.rhythm === 'usual' ? null : draft.rhythm === 'never' ? 0 : Number(draft.after);
  const ratePerMinute = draft.rate.trim() === '' ? 0 : Number(draft.rate);
  return { wrong, body: { name, accounts, settings, rhythmMinutes, ratePerMinute } };
}

/** The body of a source that is made: null stands for what is left out there. */
export function bodyOf(kind: Kind, draft: Draft): Body<'post', '/sources'> {
  const { name, accounts, settings, rhythmMinutes } = checked(kind, draft).body;
  const secret = draft.secret.trim();
  return {
    kind: kind.id,
    name: name!,
    accounts: accounts!,
    settings: settings!,
    ...(typeof rhythmMinutes === 'number' ? { rhythmMinutes } : {}),
    ...(secret === '' || kind.secret !== 'webhook' ? {} : { secret }),
  };
}

/** The server's refusal at the field that it points to (`/settings/topics/2`), or at none. */
export function placed(error: ApiError): Wrong {
  const [first = '', second = ''] = (error.field ?? '').replace(/^\//, '').split('/');
  if (first === 'settings' && second !== '') return { [`settings.${second}`]: error.detail };
  const at: Readonly<Record<string, string>> = { rhythmMinutes: 'rhythm', ratePerMinute: 'rate' };
  if (first === 'name' || first === 'accounts' || first === 'secret') return { [first]: error.detail };
  return { [Object.hasOwn(at, first) ? at[first]! : '']: error.detail };
}

/** What `usual` means for a kind. */
export const usualRhythm = (kind: Kind): string =>
  kind.rhythmMinutes > 0
    ? `After ${minutes(kind.rhythmMinutes)}, as is usual for this kind`
    : 'As its own history tells, once it has one';
