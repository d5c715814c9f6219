import { useId, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

/** A part of a page under its heading. */
export function Panel({
  title,
  aside,
  children,
  flush = false,
  className,
}: {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Without inner margin: for tables and lists. */
  readonly flush?: boolean;
  readonly className?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={cx('min-w-0 rounded-lg border border-line bg-surface', className)}
    >
      {title !== undefined && (
        <header className="flex min-h-10 items-center gap-2 border-b border-line px-4 py-1">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {aside !== undefined && <div className="ml-auto flex items-center gap-1.5 text-xs text-muted">{aside}</div>}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}

/** Names and what they stand for. */
export const KeyValues = ({ items }: { readonly items: readonly (readonly [label: string, value: ReactNode])[] }) => (
  <dl className="grid grid-cols-[minmax(88px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
    {items.map(([label, value]) => (
      <div key={label} className="contents">
        <dt className="text-muted">{label}</dt>
        <dd className="flex min-w-0 items-center wrap-anywhere">{value}</dd>
      </div>
    ))}
  </dl>
);

/** Heading of a page, with what one can do there. */
export const PageHeader = ({
  title,
  lead,
  children,
}: {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}) => (
  <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 sm:px-6">
    <h1 className="text-base font-semibold">{title}</h1>
    {lead !== undefined && <p className="text-sm text-muted">{lead}</p>}
    {children !== undefined && <div className="ml-auto flex items-center gap-2">{children}</div>}
  </header>
);
