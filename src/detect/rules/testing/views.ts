import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizers } from '../../../normalize/registry.ts';
import { openCountries } from '../../enrich/country.ts';
import { viewsOf } from '../../enrich/views.ts';
import type { LogSource, Views } from '../../types.ts';
import type { Fields } from './shipped.ts';

const countries = openCountries(readFileSync(join(fileURLToPath(import.meta.url), '../../../enrich/countries.bin')));

/** The views of a record, as the pipeline makes them; none for a sender that has no normalizer yet. */
export function viewsFor({ product, service }: LogSource, record: Fields): Views | undefined {
  const normalizer = Object.values(normalizers).find(
    (n) => n.logsource.product === product && n.logsource.service === service,
  );
  const facts = normalizer?.facts(record);
  return normalizer !== undefined && facts?.ok === true
    ? viewsOf(normalizer, facts.value, record, countries)
    : undefined;
}
