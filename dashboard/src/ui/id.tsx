import { useState } from 'react';
import { cx } from '../lib/cx.ts';
import { Icon } from './icons.tsx';

const SAID_MS = 1_400;

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  const said = (): void => {
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <button
      type="button"
      aria-label={copied ? 'Copied' : label}
      title={copied ? 'Copied' : label}
      className="-my-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink"
      onClick={(event) => {
        event.stopPropagation();
        void navigator.clipboard.writeText(text).then(said);
      }}
    >
      <Icon name={copied ? 'check' : 'copy'} size={13} />
    </button>
  );
}

/** An id, ARN or digest: in mono, cut in its middle's favour, whole on hovering, to be copied. */
export const Id = ({
  id,
  copy = true,
  wrap = false,
  className,
}: {
  readonly id: string;
  readonly copy?: boolean;
  readonly wrap?: boolean;
  readonly className?: string;
}) => (
  <span className={cx('inline-flex min-w-0 max-w-full items-center gap-0.5', className)}>
    <span title={id} className={cx('mono', wrap ? 'break-all' : 'truncate')}>
      {id}
    </span>
    {copy && <CopyButton text={id} label={`Copy ${id.slice(0, 40)}`} />}
  </span>
);
