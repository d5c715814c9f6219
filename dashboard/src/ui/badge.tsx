import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

const TONE = {
  neutral: 'border-line bg-sunken text-muted',
  accent: 'border-transparent bg-accent-soft text-accent',
  ok: 'border-transparent bg-ok-soft text-ok',
  warn: 'border-transparent bg-warn-soft text-warn',
  danger: 'border-transparent bg-danger-soft text-danger',
} as const;
export type Tone = keyof typeof TONE;

export const Badge = ({
  tone = 'neutral',
  children,
  className,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
  readonly className?: string;
}) => (
  <span
    className={cx(
      'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 text-2xs font-medium',
      TONE[tone],
      className,
    )}
  >
    {children}
  </span>
);

/** A number in a small box: how many wait. */
export const Count = ({
  n,
  tone = 'neutral',
  label,
}: {
  readonly n: number;
  readonly tone?: Tone;
  readonly label: string;
}) => (
  <span
    aria-label={`${n} ${label}`}
    role="img"
    className={cx(
      'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border px-1 text-2xs font-medium',
      TONE[tone],
    )}
  >
    {n > 99 ? '99+' : n}
  </span>
);
