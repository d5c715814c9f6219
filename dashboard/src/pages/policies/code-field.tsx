import { useId, useRef, type KeyboardEvent } from 'react';
import { cx } from '../../lib/cx.ts';

/** What is wrong with the text, and where if it is known; lines and columns from 1. */
interface TextFault {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** As tall as its text, from a few lines to what fits a phone with its keyboard away. */
const LINES_MIN = 8;
const LINES_MAX = 16;
const LINE_PX = 20;

/** A text with numbered lines; those where something is wrong are marked, and said below. Tab leaves it, as everywhere. */
export function CodeField({
  label,
  value,
  onChange,
  errors,
  note,
  linesMax = LINES_MAX,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly errors: readonly TextFault[];
  /** What is said while nothing is wrong */
  readonly note: string;
  /** Where it has a page to itself it may be taller. */
  readonly linesMax?: number;
}) {
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = value.split('\n');
  const height = `${Math.max(LINES_MIN, Math.min(linesMax, lines.length + 1)) * LINE_PX + 16}px`;
  const wrong = new Set(errors.map((e) => e.line));
  const goTo = (e: TextFault): void => {
    const el = area.current;
    if (el === null || e.line === undefined) return;
    const at = lines.slice(0, e.line - 1).reduce((n, l) => n + l.length + 1, 0) + Math.max(0, (e.column ?? 1) - 1);
    el.focus();
    el.setSelectionRange(at, at);
  };
  /** A new line begins where the one before it does. */
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.metaKey || event.ctrlKey) return;
    const el = event.currentTarget;
    const before = el.value.slice(0, el.selectionStart);
    const indent = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1))?.[0] ?? '';
    if (indent === '') return;
    event.preventDefault();
    el.setRangeText(`\n${indent}`, el.selectionStart, el.selectionEnd, 'end');
    onChange(el.value);
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      <div
        className={cx(
          'flex overflow-hidden rounded-md border bg-surface focus-within:outline-2 focus-within:outline-accent',
          errors.length > 0 ? 'border-danger' : 'border-line-strong',
        )}
      >
        <div
          ref={gutter}
          aria-hidden="true"
          className="mono w-10 shrink-0 overflow-hidden border-r border-line bg-sunken py-2 text-right text-xs leading-5 text-faint select-none"
          style={{ height }}
        >
          {lines.map((_, i) => (
            <div
              // eslint-disable-next-line react/no-array-index-key -- a line is its number
              key={i}
              className={cx('h-5 px-2', wrong.has(i + 1) && 'bg-danger-soft font-semibold text-danger')}
            >
              {i + 1}
            </div>
          ))}
          <div className="h-5" />
        </div>
        <textarea
          ref={area}
          id={id}
          value={value}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          aria-invalid={errors.length > 0 || undefined}
          aria-describedby={`${id}-note`}
          onKeyDown={onKey}
          onChange={(e) => onChange(e.target.value)}
          onScroll={(e) => {
            if (gutter.current !== null) gutter.current.scrollTop = e.currentTarget.scrollTop;
          }}
          className="mono min-w-0 flex-1 resize-none overflow-auto bg-transparent px-3 py-2 leading-5 outline-none"
          style={{ height }}
        />
      </div>
      <div id={`${id}-note`} aria-live="polite" className="min-h-9 text-xs">
        {errors.length === 0 ? (
          <p className="text-muted">{note}</p>
        ) : (
          <ul className="space-y-1">
            {errors.map((e) => (
              <li key={`${e.line} ${e.column} ${e.message}`} className="text-danger">
                {e.line !== undefined && (
                  <button type="button" className="mr-1 min-h-6 underline" onClick={() => goTo(e)}>
                    Line {e.line}
                    {e.column !== undefined && `, column ${e.column}`}
                  </button>
                )}
                <span className="wrap-anywhere">{e.message}</span>
                {e.hint !== undefined && <span className="block text-muted wrap-anywhere">{e.hint}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
