import type { ReactNode } from 'react';
import { asApiError } from '../api/problem.ts';
import { cx } from '../lib/cx.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';

/** Nothing is there: why, and what would bring something. */
export const EmptyState = ({
  icon,
  title,
  children,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}) => (
  <div className="flex flex-col items-center gap-1 px-6 py-14 text-center">
    {icon !== undefined && (
      <span className="mb-2 text-faint">
        <Icon name={icon} size={20} />
      </span>
    )}
    <p className="text-sm font-medium">{title}</p>
    {children !== undefined && <div className="max-w-96 text-sm text-muted text-balance">{children}</div>}
  </div>
);

const TITLE: Record<string, string> = {
  forbidden: 'Your role does not allow this',
  not_found: 'Not found',
  unreachable: 'No connection to the console',
  too_fast: 'Too many requests',
  unavailable: 'Not available at the moment',
};

/** The server's own words about what failed, and a way to try again where that may help. */
export function ErrorState({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const e = asApiError(error);
  const futile = e.status === 403 || e.status === 404;
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 text-danger">
        <Icon name={e.status === 403 ? 'lock' : 'warn'} size={20} />
      </span>
      <p className="text-sm font-medium">{TITLE[e.code] ?? 'That did not work'}</p>
      <p className="max-w-96 text-sm text-muted text-balance">{e.detail}</p>
      {retry !== undefined && !futile && (
        <Button size="sm" icon="refresh" className="mt-3" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Room for what is still on its way: of the size it will have. */
export const Skeleton = ({ className }: { readonly className?: string }) => (
  <span
    aria-hidden="true"
    className={cx('block h-3 animate-pulse rounded-sm bg-line motion-reduce:animate-none', className)}
  />
);

/** Lines of text on their way. */
export const SkeletonLines = ({ lines = 3 }: { readonly lines?: number }) => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-3 py-1">
    {Array.from({ length: lines }, (_, i) => (
      <Skeleton key={i} className={['w-3/4', 'w-1/2', 'w-2/3'][i % 3]!} />
    ))}
  </div>
);
