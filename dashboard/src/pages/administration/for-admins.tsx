import type { ReactNode } from 'react';

/** Why one cannot change what one sees here, and who can. */
export const ForAdmins = ({ children }: { readonly children: ReactNode }) => (
  <p className="max-w-[640px] text-sm text-muted">{children}</p>
);
