import type { Level } from '../../../src/contracts/common.ts';
import { cx } from '../lib/cx.ts';

export const LEVELS: readonly Level[] = ['critical', 'high', 'medium', 'low', 'informational'];
const BY_NUMBER: readonly Level[] = ['informational', 'informational', 'low', 'medium', 'high', 'critical', 'critical'];
export const levelOf = (severity: number | string): Level =>
  typeof severity === 'number'
    ? (BY_NUMBER[severity] ?? 'informational')
    : (LEVELS as readonly string[]).includes(severity)
      ? (severity as Level)
      : 'informational';

/* The fill says it too: full, half, outline. */
const LOOK: Record<Level, { letter: string; box: string; word: string; text: string }> = {
  critical: {
    letter: 'C',
    box: 'bg-sev-critical text-on-sev border-sev-critical',
    word: 'Critical',
    text: 'text-sev-critical',
  },
  high: { letter: 'H', box: 'bg-sev-high text-on-sev border-sev-high', word: 'High', text: 'text-sev-high' },
  medium: {
    letter: 'M',
    box: 'border-sev-medium text-sev-medium bg-sev-medium/14',
    word: 'Medium',
    text: 'text-sev-medium',
  },
  low: { letter: 'L', box: 'border-sev-low text-sev-low', word: 'Low', text: 'text-sev-low' },
  informational: {
    letter: 'I',
    box: 'border-line-strong border-dashed text-sev-info',
    word: 'Info',
    text: 'text-sev-info',
  },
};

/** Severity as a lettered box, with its word where there is room. Takes an OCSF number (1–5) or a level. */
export function SeverityMark({
  severity,
  word = false,
}: {
  readonly severity: number | string;
  readonly word?: boolean;
}) {
  const look = LOOK[levelOf(severity)];
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        role="img"
        aria-label={word ? undefined : `${look.word} severity`}
        aria-hidden={word || undefined}
        className={cx(
          'inline-flex size-[18px] shrink-0 items-center justify-center rounded-sm border text-2xs font-semibold',
          look.box,
        )}
      >
        {look.letter}
      </span>
      {word && <span className={cx('text-xs font-medium', look.text)}>{look.word}</span>}
    </span>
  );
}
