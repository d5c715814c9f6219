import type { Schemas } from '../../src/client/client.ts';
import { CliError, EXIT } from './exit.ts';
import { plain } from './output.ts';

export type SourceKind = Schemas['SourceKind'];
type Settings = Record<string, string | string[]>;

const usage = (message: string): CliError => new CliError(message, EXIT.usage);
const wholly = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

const example = ({ name, type, example: value }: SourceKind['settings'][number]): string =>
  `--set ${name}=${/^[A-Za-z0-9._:@/+-]+$/.test(value) ? value : `'${value}'`}${type === 'list' ? ',…' : ''}`;

/** What a kind's settings are, a paragraph each, those that it needs first. */
export function settingsHelp(kind: SourceKind): string {
  const told = kind.settings.toSorted((a, b) => Number(b.required) - Number(a.required));
  return told
    .map((s) => `  ${s.name}${s.required ? ' (needed)' : ''}: ${plain(s.label)}. ${plain(s.help)}\n    ${example(s)}`)
    .join('\n');
}

const whatItTakes = (kind: SourceKind): string =>
  kind.settings.length === 0 ? `${kind.id} has no settings.` : `Settings of ${kind.id}:\n${settingsHelp(kind)}`;

/**
 * Settings out of `name=value` words, checked by what the kind says of itself: lists are split at commas, and a list named twice is
 * one list. What `before` says stays where no word names it. Throws a {@link CliError} that says what is wrong, with the help and an example of what the kind needs.
 */
export function settingsOf(kind: SourceKind, words: readonly string[], before: Settings = {}): Settings {
  const given = new Map<string, string[]>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw usage(`--set takes name=value, not "${plain(word)}". ${whatItTakes(kind)}`);
    const name = word.slice(0, at);
    const setting = kind.settings.find((s) => s.name === name);
    if (!setting) throw usage(`${kind.id} has no setting "${plain(name)}". ${whatItTakes(kind)}`);
    const value = word.slice(at + 1);
    const earlier = given.get(name) ?? [];
    if (setting.type === 'text' && earlier.length > 0) throw usage(`${name} is one value; it was set twice.`);
    const values = setting.type === 'list' ? value.split(',').map((v) => v.trim()) : [value];
    given.set(name, [...earlier, ...values.filter((v) => v !== '')]);
  }
  for (const [name, value] of Object.entries(before))
    if (!given.has(name)) given.set(name, typeof value === 'string' ? [value] : value);
  const missing = kind.settings.filter((s) => s.required && (given.get(s.name) ?? []).length === 0);
  if (missing.length > 0)
    throw usage(`${kind.id} needs ${missing.map((s) => s.name).join(' and ')}. ${whatItTakes(kind)}`);
  const settings: Settings = {};
  for (const setting of kind.settings) {
    const values = given.get(setting.name) ?? [];
    if (values.length === 0) continue;
    const wrong = values.find((v) => !wholly(setting.pattern).test(v));
    if (wrong !== undefined)
      throw usage(`${setting.name} does not read as "${plain(wrong)}". ${plain(setting.help)}\n  ${example(setting)}`);
    settings[setting.name] = setting.type === 'list' ? values : values[0]!;
  }
  return settings;
}

/** Accounts out of words, which may hold several with commas between, each as its vendor writes them. */
export function accountsOf(kind: SourceKind, words: readonly string[]): string[] {
  const accounts = words.flatMap((w) => w.split(',')).map((a) => a.trim());
  const wrong = accounts.find((a) => !wholly(kind.accounts.pattern).test(a));
  if (wrong === undefined) return accounts;
  throw usage(
    `--account takes ${plain(kind.accounts.label)}, such as ${kind.accounts.example}, not "${plain(wrong)}".`,
  );
}
