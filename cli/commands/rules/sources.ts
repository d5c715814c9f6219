import type { LogSource, Views } from '../../../src/detect/types.ts';
import { normalizers } from '../../../src/normalize/registry.ts';
import { viewsOf } from '../../../workers/pipeline/views.ts';
import { CliError, EXIT } from '../../lib/exit.ts';

export interface Source {
  readonly logsource: LogSource | undefined;
  readonly viewsOf: (record: Record<string, unknown>) => Views | undefined;
}

/**
 * What `--source` means: a record format of ours (`aws.cloudtrail`), which brings its normalized view, or any Sigma log source as
 * product and service (`okta.okta`, `gcp.gcp.audit`). Without one log sources are not heeded. Throws (exit 2) if it is neither.
 */
export function sourceOf(text: string | undefined): Source {
  if (text === undefined) return { logsource: undefined, viewsOf: () => undefined };
  const normalizer = Object.hasOwn(normalizers, text) ? normalizers[text] : undefined;
  if (normalizer !== undefined)
    return {
      logsource: normalizer.logsource,
      viewsOf: (record) => {
        const facts = normalizer.facts(record);
        return facts.ok ? viewsOf(normalizer, facts.value, record) : undefined;
      },
    };
  const [, product, service] = /^([a-z0-9_]+)[./](\S+)$/i.exec(text) ?? [];
  if (product === undefined || service === undefined)
    throw new CliError(
      `--source takes a record format (${Object.keys(normalizers).join(', ')}) or product.service, such as okta.okta.`,
      EXIT.usage,
    );
  return { logsource: { product, service }, viewsOf: () => undefined };
}
