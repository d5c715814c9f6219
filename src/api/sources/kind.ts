import type { SourceAbout } from '../../contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';

/** What is known of a kind; undefined for one that this version does not know. */
export const kindOf = (id: string): SourceAbout | undefined => SOURCE_CATALOGUE.find((k) => k.id === id);
