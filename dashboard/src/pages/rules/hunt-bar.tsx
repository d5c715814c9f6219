import { cx } from '../../lib/cx.ts';
import { hourWords, shareChecked, stretches, type Stretch } from './hunt-ranges.ts';
import type { HuntLine } from './hunts-data.ts';

const LOOK: Record<Stretch['kind'], string> = {
  checked: 'bg-accent',
  // Striped by its edge besides its colour.
  unchecked: 'bg-warn-soft border-y border-warn',
  open: 'bg-sunken',
};
/** Words for the ranges that were left out; the rest is counted. */
const SHOWN = 8;

/** Which of the archive's hours were looked at: a bar, and the same in words. */
export function HuntBar({ hunt }: { readonly hunt: HuntLine }) {
  const all = stretches(hunt);
  const span = hunt.to - hunt.from;
  const left = all.filter((s) => s.kind === 'unchecked');
  return (
    <div className="flex flex-col gap-2">
      <div
        role="img"
        aria-label={`${Math.round(shareChecked(hunt) * 100)} percent of the time was looked at`}
        className="flex h-3 overflow-hidden rounded-sm border border-line"
      >
        {all.map((s) => (
          <span
            key={s.from}
            className={cx('min-w-px', LOOK[s.kind])}
            style={{ width: `${((s.to - s.from) / span) * 100}%` }}
          />
        ))}
      </div>
      <div className="flex justify-between gap-2 text-xs text-muted">
        <span>{hourWords(hunt.from)}</span>
        <span>{hourWords(hunt.to)} UTC</span>
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {(
          [
            ['checked', 'looked at'],
            ['unchecked', 'not looked at'],
            ['open', 'not come to'],
          ] as const
        )
          .filter(([kind]) => all.some((s) => s.kind === kind))
          .map(([kind, word]) => (
            <li key={kind} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cx('size-2.5 rounded-sm border border-line', LOOK[kind])} />
              {word}
            </li>
          ))}
      </ul>
      {left.length > 0 && (
        <div className="text-xs">
          <p className="font-medium">Not looked at</p>
          <ul className="mt-1 space-y-0.5">
            {left.slice(0, SHOWN).map((s) => (
              <li key={s.from} className="wrap-anywhere">
                {hourWords(s.from)} – {hourWords(s.to)}: <span className="text-muted">{s.why}</span>
              </li>
            ))}
            {left.length > SHOWN && <li className="text-muted">and {left.length - SHOWN} more stretches</li>}
          </ul>
        </div>
      )}
    </div>
  );
}
