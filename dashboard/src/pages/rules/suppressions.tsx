import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useNameOf } from '../incident/queries.ts';
import { useRenewRules, useRules, useSuppressions, type Suppression } from './data.ts';
import { SuppressDialog } from './suppress-dialog.tsx';
import { WhereWords } from './where-words.tsx';

/** One in force: where, why, by whom, until when; and its end now. */
export function SuppressionItem({ of: s, withRule }: { readonly of: Suppression; readonly withRule: boolean }) {
  const analyst = useMay('analyst');
  const nameOf = useNameOf();
  const renew = useRenewRules();
  const title = useRules().data?.rules.find((r) => r.id === s.rule)?.title;
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_auto]">
      <div className="flex min-w-0 flex-col gap-1">
        {withRule &&
          (s.rule === '*' ? (
            <span className="text-sm font-medium">All rules</span>
          ) : (
            <Link
              to="/rules/$id"
              params={{ id: s.rule }}
              className="text-sm font-medium text-accent hover:underline wrap-anywhere"
            >
              {title ?? s.rule}
            </Link>
          ))}
        <WhereWords where={s.where} />
      </div>
      <div className="flex min-w-0 flex-col gap-1 text-sm">
        <p className="wrap-anywhere">{s.reason}</p>
        <p className="text-xs text-muted">
          {nameOf(s.createdBy)}, <Time at={s.createdAt} /> · ends <Time at={s.expiresAt} />
        </p>
      </div>
      {analyst && (
        <div>
          <Confirm
            label="End now"
            title="End this suppression?"
            follows="What it kept back becomes findings again from the next event on. What was kept back so far stays counted."
            act={async () => {
              await api.delete(path('/suppressions/{id}', { id: s.id }));
              await renew();
              toast.done('Ended.');
            }}
          />
        </div>
      )}
    </li>
  );
}

/** All suppressions in force, those that end first on top. */
export function Suppressions() {
  const analyst = useMay('analyst');
  const list = useSuppressions();
  const [adding, setAdding] = useState(false);
  return (
    <div className="flex max-w-[1120px] flex-col gap-4 p-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-3">
        {analyst && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            Add suppression
          </Button>
        )}
        <p className="text-xs text-muted">
          What a suppression keeps back is counted and shown at its rule.{' '}
          {!analyst && 'An analyst adds and ends suppressions.'}
        </p>
      </div>
      {list.isPending && <SkeletonLines lines={6} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && (
        <div className="rounded-lg border border-line bg-surface">
          {list.data.length === 0 ? (
            <EmptyState icon="filter" title="Nothing is suppressed">
              Where a rule finds what is known and harmless, suppress just that: from a finding, or here.
            </EmptyState>
          ) : (
            <ul aria-label="Suppressions in force">
              {list.data
                .toSorted((a, b) => a.expiresAt - b.expiresAt)
                .map((s) => (
                  <SuppressionItem key={s.id} of={s} withRule />
                ))}
            </ul>
          )}
        </div>
      )}
      {adding && <SuppressDialog rule={undefined} onClose={() => setAdding(false)} />}
    </div>
  );
}
