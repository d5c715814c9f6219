import type { ComponentProps } from 'react';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './icons.tsx';
import { Tooltip } from './tooltip.tsx';

const LOOK = {
  plain: 'border-line-strong bg-surface text-ink hover:bg-hover',
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  danger: 'border-line-strong bg-surface text-danger hover:bg-danger-soft hover:border-danger',
} as const;
const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50';

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: keyof typeof LOOK;
  readonly size?: 'sm' | 'md';
  readonly icon?: IconName;
  /** Under way: kept in place, and said. */
  readonly busy?: boolean;
};

export function Button({ look = 'plain', size = 'md', icon, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      disabled={busy || rest.disabled}
      {...rest}
      className={cx(
        BASE,
        LOOK[look],
        size === 'sm' ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm',
        'pointer-coarse:min-h-9',
        className,
      )}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
      {busy && (
        <span
          aria-hidden="true"
          className="size-3 animate-spin rounded-full border-[1.5px] border-current border-r-transparent"
        />
      )}
    </button>
  );
}

/** A button that is an icon: `label` is its name, and its tooltip. */
export function IconButton({
  icon,
  label,
  hint,
  size = 'md',
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: IconName;
  readonly label: string;
  readonly hint?: string;
  readonly size?: 'sm' | 'md';
}) {
  return (
    <Tooltip text={hint ?? label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={cx(
          BASE,
          LOOK.quiet,
          size === 'sm' ? 'size-6' : 'size-8',
          size === 'md' && 'pointer-coarse:size-10',
          className,
        )}
      >
        <Icon name={icon} size={size === 'sm' ? 14 : 16} />
      </button>
    </Tooltip>
  );
}
