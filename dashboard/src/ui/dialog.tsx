import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { IconButton } from './button.tsx';

/** Where one is to type, or at the dialog itself: its close button would show its tooltip, and Enter would close. */
function beginAtField(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  (dialog.querySelector<HTMLElement>('[autofocus],input,textarea,select') ?? dialog).focus();
}

/** A question that must be answered first. On phones it is a sheet at the bottom. */
export function Dialog({
  open,
  onClose,
  title,
  lead,
  children,
  footer,
  wide = false,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          onOpenAutoFocus={beginAtField}
          {...(lead === undefined ? { 'aria-describedby': undefined } : {})}
          className={cx(
            'fixed z-40 flex max-h-[calc(100dvh-48px)] flex-col border border-line-strong bg-surface shadow-pop outline-none',
            'inset-x-0 bottom-0 rounded-t-lg pb-[env(safe-area-inset-bottom)]',
            'sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-1/2 sm:w-full sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-lg sm:pb-0',
            wide ? 'sm:max-w-[720px]' : 'sm:max-w-[460px]',
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-3">
            <div className="min-w-0 flex-1 pt-1">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {lead !== undefined && (
                <Radix.Description className="mt-0.5 text-sm text-muted">{lead}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton icon="close" label="Close" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What lies beside a list: not modal on a wide screen, a sheet over it on a phone. Escape closes it. */
export function SidePanel({
  title,
  onClose,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <aside
      aria-label="Details"
      onKeyDown={(event) => {
        // A dialog that was opened from here is a child to React, wherever it stands: its Escape is its own.
        if (event.key === 'Escape' && event.currentTarget.contains(event.target as Node)) onClose();
      }}
      className="flex min-h-0 flex-col border-line bg-surface max-sm:fixed max-sm:inset-0 max-sm:z-30 sm:w-[420px] sm:shrink-0 sm:border-l lg:w-[480px]"
    >
      <header className="flex min-h-11 items-center gap-1 border-b border-line pl-4 pr-2 max-sm:pt-[env(safe-area-inset-top)]">
        <div className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</div>
        {actions}
        <IconButton icon="close" label="Close" hint="Close (Esc)" onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-4">{children}</div>
    </aside>
  );
}
