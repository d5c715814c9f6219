import { Link } from '@tanstack/react-router';
import type { ReviewView } from '../../../../src/contracts/quotas.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Countdown } from '../../ui/time.tsx';
import { boardReason } from '../agents/quota-words.ts';

/** Plans of this incident that the review board has first: not to be approved before it lets them through. */
export const OnTheBoard = ({ reviews }: { readonly reviews: readonly ReviewView[] }) => (
  <>
    {reviews.map((r) => (
      <Panel
        key={r.id}
        title="Plan on the review board"
        aside={
          <span className="whitespace-nowrap">
            expires in <Countdown until={r.expiresAt} />
          </span>
        }
      >
        <div className="flex flex-col gap-2 text-sm">
          <p className="wrap-anywhere">
            <Badge tone="warn">Open</Badge> {boardReason(r.reason)}
          </p>
          <p className="text-muted">
            An admin decides there whether it goes on; then the policy’s approvals follow.{' '}
            <Link to="/agents" search={{ tab: 'reviews' } as never} className="text-accent hover:underline">
              To the board
            </Link>
          </p>
        </div>
      </Panel>
    ))}
  </>
);
