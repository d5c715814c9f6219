import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCountries, type Countries } from '../../../src/detect/enrich/country.ts';
import { viewsOf } from '../../../src/detect/enrich/views.ts';
import type { LogSource, Views } from '../../../src/detect/types.ts';
import { formatOf } from '../../../src/ingest/recognise/index.ts';
import { normalizers } from '../../../src/normalize/registry.ts';
import { CliError, EXIT } from '../../lib/exit.ts';

const COUNTRIES = join(fileURLToPath(import.meta.url), '../../../../src/detect/enrich/countries.bin');

export interface Source {
  readonly logsource: LogSource | undefined;
  readonly viewsOf: (record: Record<string, unknown>) => Views | undefined;
}

/**
 * What `--source` means: a record format of ours (`aws.cloudtrail`), which brings its views, or any Sigma log source as product and
 * service (`okta.okta`, `gcp.gcp.audit`). Without one log sources are not heeded, and a record's views are those of its looks. Throws (exit 2) if it is neither.
 */
export function sourceOf(text: string | undefined): Source {
  if (text === undefined) return { logsource: undefined, viewsOf: (record) => viewsBy(formatOf(record) ?? '', record) };
  if (Object.hasOwn(normalizers, text))
    return { logsource: normalizers[text]?.logsource, viewsOf: (record) => viewsBy(text, record) };
  const [, product, service] = /^([a-z0-9_]+)[./](\S+)$/i.exec(text) ?? [];
  if (product === undefined || service === undefined)
    throw new CliError(
      `--source takes a record format (${Object.keys(normalizers).join(', ')}) or product.service, such as okta.okta.`,
      EXIT.usage,
    );
  return { logsource: { product, service }, viewsOf: () => undefined };
}

/** The views of a record in a format of ours; undefined for another. */
function viewsBy(format: string, record: Record<string, unknown>): Views | undefined {
  const normalizer = Object.hasOwn(normalizers, format) ? normalizers[format] : undefined;
  const facts = normalizer?.facts(record);
  return normalizer !== undefined && facts?.ok === true
    ? viewsOf(normalizer, facts.value, record, countries())
    : undefined;
}

let opened: Countries | undefined;
/** Read when a record is first asked for its country. */
const countries = (): Countries => (opened ??= openCountries(readFileSync(COUNTRIES)));
