import { useMemo, useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Kind } from './data.ts';
import { kindsByVendor, vendorWords } from './state.ts';

/** What sends: found by words, grouped by who makes it, each with what it brings. */
export function KindPicker({
  kinds,
  onChoose,
}: {
  readonly kinds: readonly Kind[];
  readonly onChoose: (id: string) => void;
}) {
  const [q, setQ] = useState('');
  const groups = useMemo(() => kindsByVendor(kinds, q), [kinds, q]);
  return (
    <div className="flex flex-col gap-5">
      <input
        type="search"
        aria-label="Search kinds of sources"
        placeholder="Vendor, product or record format, such as okta or vpcflow"
        value={q}
        autoFocus
        onChange={(e) => setQ(e.target.value)}
        className="h-9 w-full max-w-130 rounded-md border border-line-strong bg-surface px-2.5 text-sm"
      />
      <p role="status" className="sr-only">
        {groups.reduce((n, [, g]) => n + g.length, 0)} kinds
      </p>
      {groups.length === 0 && (
        <EmptyState icon="search" title="No kind is called so">
          What can post JSON reaches Vedette by Standard Webhooks, CloudEvents, Splunk HEC or OpenTelemetry.
          <span className="mt-3 block">
            <Button size="sm" onClick={() => setQ('')}>
              Show all
            </Button>
          </span>
        </EmptyState>
      )}
      {groups.map(([vendor, group]) => (
        <section key={vendor} aria-label={vendorWords(vendor)} className="flex flex-col gap-2">
          <h2 className="text-xs font-semibold text-muted">{vendorWords(vendor)}</h2>
          <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
            {group.map((k) => (
              <li key={k.id} className="flex">
                <button
                  type="button"
                  onClick={() => onChoose(k.id)}
                  className="flex w-full flex-col gap-1 rounded-lg border border-line bg-surface px-3.5 py-3 text-left hover:border-faint hover:bg-hover"
                >
                  <span className="text-sm font-medium">{k.title}</span>
                  <span className="text-xs text-muted">{k.summary}</span>
                  <span className="mt-auto flex flex-wrap items-center gap-1 pt-1.5">
                    <Badge>{k.formats.length === 1 ? k.formats[0] : `${k.formats.length} formats`}</Badge>
                    {k.secret === 'none' && <Badge>signed by its vendor</Badge>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
