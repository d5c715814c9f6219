import { useId, useRef, useState } from 'react';
import { cx } from '../lib/cx.ts';
import { merge, parseFilters, suggest, type FilterDef, type Suggestion, type Token } from '../lib/filters.ts';
import { useHotkeys } from '../lib/hotkeys.ts';
import { Icon } from './icons.tsx';

/**
 * Filters as tokens: type `severity:high`, choose from what is offered, Backspace takes the last one back to edit it.
 * The tokens are the page's: kept in its URL, so that a link shows the same list.
 */
export function FilterBar({
  defs,
  tokens,
  onChange,
  label = 'Filter',
}: {
  readonly defs: readonly FilterDef[];
  readonly tokens: readonly Token[];
  readonly onChange: (tokens: readonly Token[]) => void;
  readonly label?: string;
}) {
  const [draft, setDraft] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [error, setError] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const offers = open ? suggest(draft, defs).slice(0, 12) : [];
  const shown = offers.length > 0;
  useHotkeys([{ keys: 'f', label: 'Filter the list', group: 'Lists', run: () => input.current?.focus() }]);

  const add = (text: string): void => {
    const parsed = parseFilters(text, defs);
    setError(parsed.errors[0]);
    if (parsed.tokens.length > 0) onChange(merge([...tokens, ...parsed.tokens], defs));
    if (parsed.errors.length === 0) setDraft('');
    setAt(-1);
  };
  const take = (offer: Suggestion): void => {
    setError(undefined);
    if (offer.done) add(offer.text);
    else {
      setDraft(offer.text);
      setAt(-1);
    }
    input.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setAt((now) => (offers.length === 0 ? -1 : (now + by + offers.length) % offers.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const offer = offers[at];
      if (offer !== undefined) take(offer);
      else if (draft.trim() !== '') add(draft);
    } else if (event.key === 'Tab' && draft !== '' && shown && !event.shiftKey) {
      event.preventDefault();
      take(offers[Math.max(0, at)]!);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (shown) setOpen(false);
      else input.current?.blur();
    } else if (event.key === 'Backspace' && draft === '' && tokens.length > 0) {
      event.preventDefault();
      const last = tokens.at(-1)!;
      onChange(tokens.slice(0, -1));
      setDraft(`${last.key}:${last.value}`);
      setOpen(true);
    }
  };

  return (
    <div
      className="relative min-w-0 flex-1"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <div className="flex min-h-8 flex-wrap items-center pointer-coarse:min-h-9 gap-1 rounded-md border border-line-strong bg-surface py-[3px] pl-2 pr-1 focus-within:border-accent">
        <span className="text-faint">
          <Icon name="filter" size={14} />
        </span>
        {tokens.map((t) => (
          <span
            key={t.key}
            className="inline-flex h-6 max-w-full items-center rounded-sm border border-line bg-sunken pl-1.5 text-xs"
          >
            <button
              type="button"
              className="min-w-0 truncate"
              title="Change"
              onClick={() => {
                onChange(tokens.filter((o) => o !== t));
                setDraft(`${t.key}:${t.value}`);
                input.current?.focus();
              }}
            >
              <span className="text-muted">{t.key}:</span>
              <span className="font-medium">{t.value}</span>
            </button>
            <button
              type="button"
              aria-label={`Remove the filter ${t.key}`}
              className="ml-0.5 flex size-6 items-center justify-center text-faint hover:text-ink"
              onClick={() => onChange(tokens.filter((o) => o !== t))}
            >
              <Icon name="close" size={11} />
            </button>
          </span>
        ))}
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 && shown ? `${id}-${at}` : undefined}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={tokens.length === 0 ? 'Filter…' : ''}
          value={draft}
          onFocus={() => setOpen(true)}
          onChange={(event) => {
            setDraft(event.target.value);
            setOpen(true);
            setAt(-1);
            setError(undefined);
          }}
          onKeyDown={onKeyDown}
          className="h-6 min-w-14 flex-1 sm:min-w-24 bg-transparent text-sm outline-none"
        />
        {tokens.length > 0 && (
          <button
            type="button"
            className="h-6 rounded-sm px-1.5 text-xs text-muted hover:bg-hover hover:text-ink"
            onClick={() => onChange([])}
          >
            Clear
          </button>
        )}
      </div>
      {error !== undefined && (
        <p
          id={`${id}-error`}
          role="alert"
          className="absolute z-30 mt-1 max-w-full rounded-sm border border-line bg-surface px-2 py-1 text-xs text-danger"
        >
          {error}
        </p>
      )}
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Filters to choose from"
        hidden={!shown || error !== undefined}
        className="absolute z-30 mt-1 max-h-80 w-72 max-w-full overflow-y-auto rounded-md border border-line-strong bg-surface p-1 shadow-pop"
      >
        {offers.map((offer, i) => (
          <li
            key={offer.text}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            // Pressing would take the focus from the field before the click counts.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(offer)}
            className={cx('flex h-8 items-center gap-3 rounded-sm px-2 text-sm hover:bg-hover', i === at && 'bg-hover')}
          >
            <span className="shrink-0">{offer.label}</span>
            {offer.hint !== undefined && (
              <span className="ml-auto min-w-0 truncate text-xs text-faint">{offer.hint}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
