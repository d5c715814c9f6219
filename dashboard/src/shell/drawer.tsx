import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';

/** The navigation on a phone, over the page. */
export const Drawer = ({
  open,
  onClose,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) => (
  <Dialog.Root open={open} onOpenChange={(now) => !now && onClose()}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay md:hidden" />
      <Dialog.Content
        aria-describedby={undefined}
        className="fixed inset-y-0 left-0 z-40 w-66 border-r border-line-strong bg-canvas pt-[env(safe-area-inset-top)] outline-none md:hidden"
      >
        <Dialog.Title className="sr-only">Navigation</Dialog.Title>
        {children}
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
