import { useSyncExternalStore } from 'react';
import { asApiError } from '../api/problem.ts';
import { cx } from '../lib/cx.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';

interface Note {
  readonly id: number;
  readonly text: string;
  readonly tone: 'ok' | 'danger';
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
}

/** Long enough to read aloud; what went wrong stays until it is closed. */
const SHOWN_MS = 6_000;
let notes: readonly Note[] = [];
let last = 0;
const listeners = new Set<() => void>();
const set = (next: readonly Note[]): void => {
  notes = next;
  for (const tell of listeners) tell();
};
const dismiss = (id: number): void => set(notes.filter((n) => n.id !== id));

function show(text: string, tone: Note['tone'], action?: Note['action']): void {
  const id = ++last;
  set([...notes.slice(-2), { id, text, tone, action }]);
  if (tone === 'ok') setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Says in a corner what came of something: `toast.done('Closed 3 incidents')`, `toast.failed(error)`. */
export const toast = {
  done: (text: string, action?: Note['action']) => show(text, 'ok', action),
  failed: (error: unknown) => show(asApiError(error).detail, 'danger'),
};

export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => notes,
  );
  return (
    <div
      aria-live="polite"
      role="status"
      className="pointer-events-none fixed inset-x-3 bottom-20 z-50 flex flex-col items-end gap-2 sm:inset-x-auto sm:bottom-4 sm:right-4"
    >
      {shown.map((n) => (
        <div
          key={n.id}
          className="pointer-events-auto flex w-full items-start gap-2 rounded-md border border-line-strong bg-surface py-1.5 pl-3 pr-1.5 text-sm shadow-pop sm:w-90"
        >
          <span className={cx('mt-1', n.tone === 'ok' ? 'text-ok' : 'text-danger')}>
            <Icon name={n.tone === 'ok' ? 'check' : 'warn'} size={14} />
          </span>
          <p className="min-w-0 flex-1 py-0.5 wrap-anywhere">{n.text}</p>
          {n.action !== undefined && (
            <button
              type="button"
              className="h-6 rounded-sm px-1.5 font-medium text-accent hover:bg-hover"
              onClick={() => {
                n.action?.run();
                dismiss(n.id);
              }}
            >
              {n.action.label}
            </button>
          )}
          <IconButton icon="close" label="Dismiss" size="sm" onClick={() => dismiss(n.id)} />
        </div>
      ))}
    </div>
  );
}
