import { useMemo, useState } from 'react';
import { cx } from '../../lib/cx.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Kind } from './data.ts';
import { kindsByVendor, vendorWords } from './state.ts';

const KindCard = ({ kind: k, onChoose }: { readonly kind: Kind; readonly onChoose: () => void }) => (
  <button
    type="button"
    onClick={onChoose}
    className="flex w-full flex-col gap-1 rounded-lg border border-line bg-surface px-3.5 py-3 text-left hover:border-faint hover:bg-hover"
  >
    <span className="text-sm font-medium">{k.title}</span>
    <span className="text-xs text-muted">{k.summary}</span>
    <span className="mt-auto flex flex-wrap items-center gap-1 pt-1.5">
      <Badge>{k.formats.length === 1 ? k.formats[0] : `${k.formats.length} formats`}</Badge>
      {k.secret === 'none' && <Badge>signed by its vendor</Badge>}
    </span>
  </button>
);

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
        placeholder="Vendor, product or record format"
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
      <div className="grid items-stretch gap-x-2 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
        {groups.map(([vendor, group]) => (
          <section
            key={vendor}
            aria-label={vendorWords(vendor)}
            className={cx('flex flex-col gap-2', group.length > 1 && 'col-span-full')}
          >
            <h2 className="text-xs font-semibold text-muted">{vendorWords(vendor)}</h2>
            <ul className={cx('grid flex-1 gap-2', group.length > 1 && 'sm:grid-cols-2 xl:grid-cols-3')}>
              {group.map((k) => (
                <li key={k.id} className="flex">
                  <KindCard kind={k} onChoose={() => onChoose(k.id)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
