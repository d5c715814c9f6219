import { Badge } from '../../ui/badge.tsx';
import { Id } from '../../ui/id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { logsourceOf } from './data.ts';
import type { ReadRule } from './use-rule-check.ts';

/** What the text defines, and what it might mean better. */
export const Defines = ({ read }: { readonly read: ReadRule }) => (
  <Panel title="What it defines">
    {read.rules.length === 0 ? (
      <p className="text-sm text-muted">
        {read.errors.length > 0 ? 'Nothing while there is a fault in it.' : 'Nothing yet.'}
      </p>
    ) : (
      <ul className="flex flex-col gap-3">
        {read.rules.map((r) => (
          <li key={r.id} className="flex min-w-0 items-start gap-2 text-sm">
            <SeverityMark severity={r.level} />
            <span className="min-w-0 flex-1">
              <span className="font-medium wrap-anywhere">{r.title}</span>{' '}
              {r.kind === 'correlation' && <Badge>correlation</Badge>}{' '}
              {r.silent && <Badge>only counted by the correlation</Badge>}
              <span className="block text-xs text-muted">
                {[logsourceOf(r) || 'any log source', ...(r.techniques ?? [])].join(' · ')}
              </span>
              <Id id={r.id} className="text-xs text-faint" />
            </span>
          </li>
        ))}
      </ul>
    )}
    {read.warnings.length > 0 && (
      <ul className="mt-3 flex flex-col gap-1 border-t border-line pt-3 text-xs">
        {read.warnings.map((w) => (
          <li key={`${w.line} ${w.column} ${w.message}`} className="wrap-anywhere">
            <span className="font-medium text-warn">Line {w.line}:</span> {w.message}
            {w.hint !== undefined && <span className="block text-muted">{w.hint}</span>}
          </li>
        ))}
      </ul>
    )}
  </Panel>
);
