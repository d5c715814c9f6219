import type { SourceAbout, SourceSettings, SourceSetup } from '../../contracts/source-about.ts';

/** What a set-up text is filled in with. */
export interface SetupValues {
  readonly id: string;
  readonly name: string;
  readonly settings: SourceSettings;
  /** Ingest's public origin; undefined where this installation does not know it. */
  readonly origin: string | undefined;
}
export interface RenderedSetup {
  readonly tool: string;
  readonly language: SourceSetup['language'];
  readonly text: string;
  /** Placeholders that are to be filled in by hand, as they stand in the text. */
  readonly left: readonly string[];
}

const PLACEHOLDER = /\{\{([a-zA-Z.]{1,80})\}\}/g;
/** Letters that mean nothing in any of the languages, quoted or not. */
const PLAIN = /^[A-Za-z0-9._:/@=,+-]+$/;

/**
 * A kind's set-up texts with a source's own values. Whatever an admin wrote goes in so that it is a value and nothing else: names are
 * cut down to letters, digits and hyphens; a setting with a letter that may mean something to the language is escaped where the
 * language has one way to (`hcl`, `json`), and otherwise left as a placeholder to fill in by hand. Secrets are in none of it.
 */
export function renderSetup(about: SourceAbout, values: SetupValues): RenderedSetup[] {
  return about.setup.map(({ tool, language, text }) => {
    const left = new Set<string>();
    const fill = (_placeholder: string, name: string): string => {
      const value = valueOf(name, language, values);
      if (value !== undefined) return value;
      const byHand = byHandOf(name);
      left.add(byHand);
      return byHand;
    };
    // One pass: what was filled in is not looked at again.
    return { tool, language, text: text.replaceAll(PLACEHOLDER, fill), left: [...left] };
  });
}

/** `YOUR-INGEST-ADDRESS`, `YOUR-TOPICS` */
const byHandOf = (name: string): string =>
  name === 'url' || name === 'origin'
    ? 'https://YOUR-INGEST-ADDRESS'
    : `YOUR-${name.replace('settings.', '').toUpperCase()}`;

function valueOf(name: string, language: SourceSetup['language'], v: SetupValues): string | undefined {
  switch (name) {
    case 'source':
      return v.id;
    case 'name':
      return nameOf(v.name);
    case 'origin':
      return v.origin;
    case 'url':
      return v.origin === undefined ? undefined : `${v.origin}/in/${v.id}`;
    default: {
      const setting = name.startsWith('settings.') ? name.slice('settings.'.length) : '';
      const given = Object.hasOwn(v.settings, setting) ? v.settings[setting] : undefined;
      if (given === undefined) return undefined;
      return escaped(typeof given === 'string' ? given : given.join(','), language);
    }
  }
}

/** `Orders (EU)` as `Orders-EU` */
export function nameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'source' : plain;
}

function escaped(value: string, language: SourceSetup['language']): string | undefined {
  if (PLAIN.test(value)) return value;
  const inQuotes = JSON.stringify(value).slice(1, -1);
  if (language === 'json') return inQuotes;
  // Terraform's quoted template; whether `$$${` begins one is nobody's to guess: https://developer.hashicorp.com/terraform/language/expressions/strings
  const isOneTemplate = !/\$\$|%%|\p{Cc}/u.test(value);
  if (language === 'hcl' && isOneTemplate) return inQuotes.replaceAll(/[$%]\{/g, (begin) => `${begin[0]}${begin}`);
  return undefined;
}
