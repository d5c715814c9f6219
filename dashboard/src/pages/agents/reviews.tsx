import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReviewStatus, ReviewView } from '../../../../src/contracts/quotas.ts';
import { usePages } from '../../api/use-pages.ts';
import { useMay } from '../../session/session.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Countdown, Time } from '../../ui/time.tsx';
import { useNow } from '../../lib/use-now.ts';
import { useNameOf } from '../incident/queries.ts';
import { useIncidentTitle } from '../approvals/data.ts';
import { boardReason } from './quota-words.ts';
import { ReviewDialog } from './review-dialog.tsx';

const TONE: Record<ReviewStatus, Tone> = { open: 'warn', approved: 'ok', denied: 'neutral', expired: 'neutral' };
const SHOWN = [
  ['', 'All'],
  ['open', 'Open'],
  ['approved', 'Approved'],
  ['denied', 'Denied'],
] as const;

function Row({
  review: r,
  onDecide,
}: {
  readonly review: ReviewView;
  readonly onDecide: ((verdict: 'approve' | 'deny') => void) | undefined;
}) {
  const nameOf = useNameOf();
  const title = useIncidentTitle(r.incident);
  const open = r.status === 'open' && r.expiresAt > useNow(1000);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-0">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge tone={r.status === 'open' && !open ? 'neutral' : TONE[r.status]}>
            {r.status === 'open' && !open ? 'expired' : r.status}
          </Badge>
          <span className="font-medium first-letter:uppercase">{r.agent}</span>
          <span className="text-xs text-muted">
            <Time at={r.createdAt} />
            {open && (
              <>
                {' '}
                · expires in <Countdown until={r.expiresAt} />
              </>
            )}
          </span>
        </p>
        <p className="mt-1 wrap-anywhere">{boardReason(r.reason)}</p>
        <p className="text-xs text-muted wrap-anywhere">
          for{' '}
          <Link to="/incidents/$id" params={{ id: r.incident }} className="text-accent hover:underline">
            {title}
          </Link>
        </p>
        {r.decidedAt !== null && (
          <p className="mt-1 text-xs text-muted wrap-anywhere">
            {r.status} by {nameOf(r.decidedBy ?? '')} <Time at={r.decidedAt} />
            {r.decision !== null && `: ${r.decision}`}
          </p>
        )}
      </div>
      {open && onDecide !== undefined && (
        <div className="flex gap-2">
          <Button size="sm" look="primary" onClick={() => onDecide('approve')}>
            Approve…
          </Button>
          <Button size="sm" look="danger" onClick={() => onDecide('deny')}>
            Deny…
          </Button>
        </div>
      )}
    </li>
  );
}

const idOf = (r: ReviewView): string => r.id;

/** Proposals beyond their agents' budgets: let them go on, or end them. */
export function Reviews() {
  const admin = useMay('admin');
  const [status, setStatus] = useState('');
  const [asked, setAsked] = useState<{ readonly review: ReviewView; readonly verdict: 'approve' | 'deny' }>();
  const pages = usePages<ReviewView>({
    key: 'reviews',
    topic: 'approvals',
    path: '/reviews',
    query: { status: status === '' ? undefined : status },
    idOf,
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[560px] text-sm text-muted">
          {admin
            ? 'Approving lets the plan go on as the policy said, and raises the quota so that it fits.'
            : 'An admin decides these. Approving lets the plan go on as the policy said.'}
        </p>
        <div className="w-36">
          <Select label="Shown" value={status} onChange={(e) => setStatus(e.target.value)} options={SHOWN} />
        </div>
      </div>
      <div className="rounded-lg border border-line bg-surface">
        {pages.loading ? (
          <div className="p-4">
            <SkeletonLines lines={5} />
          </div>
        ) : pages.error !== undefined ? (
          <ErrorState error={pages.error} retry={pages.retry} />
        ) : pages.rows.length === 0 ? (
          <EmptyState icon="check" title={status === '' ? 'The board is empty' : `Nothing is ${status}`}>
            When an agent proposes more than its budget allows, the proposal appears here by itself.
          </EmptyState>
        ) : (
          <ul>
            {pages.rows.map((r) => (
              <Row key={r.id} review={r} onDecide={admin ? (verdict) => setAsked({ review: r, verdict }) : undefined} />
            ))}
          </ul>
        )}
        {pages.hasMore && (
          <div className="flex justify-center border-t border-line py-2">
            <Button size="sm" look="quiet" busy={pages.loadingMore} onClick={pages.loadMore}>
              Show older
            </Button>
          </div>
        )}
      </div>
      {asked !== undefined && (
        <ReviewDialog {...asked} onClose={() => setAsked(undefined)} onDone={() => pages.showFresh()} />
      )}
    </div>
  );
}
