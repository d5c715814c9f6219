import type { Schemas } from '../../src/client/client.ts';
import { clients } from '../../src/ingest/sources/clients.ts';
import { ask, type TypedClient } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import { plain } from './output.ts';

export type Source = Schemas['Source'];
/** What a source is called by. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
}

/** A message stays one that is read. */
const KNOWN_SHOWN = 8;

const labelOf = (s: Named): string => `${s.id} (${plain(s.name)}${s.enabled ? '' : ', disabled'})`;

/**
 * The source that a word means: its id, else its name, else its kind if one source alone is of it; those that are disabled are
 * passed over while others are meant. Throws a {@link CliError} that says which there are.
 */
export function pickSource<T extends Named>(word: string, all: readonly T[]): T {
  for (const by of ['id', 'name', 'kind'] as const) {
    const named = all.filter((s) => s[by] === word);
    const enabled = named.filter((s) => s.enabled);
    const meant = enabled.length > 0 ? enabled : named;
    if (meant.length === 1) return meant[0]!;
    if (meant.length > 1)
      throw new CliError(
        `${meant.length} sources have the ${by} ${plain(word)}; say which by its id: ${meant.map(labelOf).join(', ')}.`,
        EXIT.usage,
      );
  }
  if (Object.hasOwn(clients, word))
    throw new CliError(
      `There is no source of kind ${word} yet; \`vedette sources add ${word} --name NAME\` makes one.`,
      EXIT.usage,
    );
  const known = all.slice(0, KNOWN_SHOWN).map((s) => `${s.kind} ${labelOf(s)}`);
  const more = all.length > KNOWN_SHOWN ? ` and ${all.length - KNOWN_SHOWN} more (\`vedette sources list\`)` : '';
  throw new CliError(
    `There is no source "${plain(word)}" here; known: ${known.join(', ') || 'none'}${more}.`,
    EXIT.usage,
  );
}

/** The source of this organisation that a word means, by {@link pickSource}. */
export async function findSource(client: TypedClient, word: string): Promise<Source> {
  return pickSource(word, (await ask(client.GET('/sources'))).sources);
}
