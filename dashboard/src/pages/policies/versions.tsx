import { useState } from 'react';
import { useMay } from '../../session/session.tsx';
import type { PolicyVersionView } from '../../../../src/contracts/policies.ts';
import { api } from '../../api/client.ts';
import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { ConfirmDialog } from '../account/confirm.tsx';
import { useNameOf } from '../incident/queries.ts';
import { usePolicies, useVersion } from './data.ts';
import { setChanges } from './diff.ts';
import { LineDiff } from './line-diff.tsx';

const idOf = (v: PolicyVersionView): string => v.version;
const QUERY = { limit: 20 };

const WORD = { added: 'added', removed: 'taken out', changed: 'changed' } as const;

/** What a version changed against the one before it, or would change in the one in force. */
function Changes({ from, to }: { readonly from: string | undefined; readonly to: string }) {
  const before = useVersion(from);
  const after = useVersion(to);
  if (after.isError || before.isError)
    return (
      <ErrorState
        error={after.error ?? before.error}
        retry={() => void Promise.all([after.refetch(), before.refetch()])}
      />
    );
  if (after.data === undefined || (from !== undefined && before.data === undefined)) return <SkeletonLines lines={4} />;
  const changes = setChanges(before.data?.policies ?? {}, after.data.policies);
  if (changes.length === 0) return <p className="text-sm text-muted">The two say the same.</p>;
  return (
    <ul className="flex flex-col gap-3">
      {changes.map((c) => (
        <li key={c.id} className="min-w-0">
          <p className="mb-1 flex items-center gap-2 text-sm">
            <span className="mono font-medium wrap-anywhere">{c.id}</span>
            <Badge tone={c.kind === 'removed' ? 'danger' : c.kind === 'added' ? 'ok' : 'neutral'}>{WORD[c.kind]}</Badge>
          </p>
          <LineDiff before={c.before} after={c.after} label={`${c.id}, ${WORD[c.kind]}`} />
        </li>
      ))}
    </ul>
  );
}

function Row({ version: v, before }: { readonly version: PolicyVersionView; readonly before: string | undefined }) {
  const [open, setOpen] = useState(false);
  const [against, setAgainst] = useState<'before' | 'current'>('before');
  const [asked, setAsked] = useState(false);
  const admin = useMay('admin');
  const nameOf = useNameOf();
  const client = useQueryClient();
  const current = usePolicies().data?.version;
  const whole = useVersion(open ? v.version : undefined);
  const what = [
    ...v.added.map((id) => `+ ${id}`),
    ...v.changed.map((id) => `± ${id}`),
    ...v.removed.map((id) => `− ${id}`),
  ].join('  ');
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2 px-4 py-2.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="mt-0.5 text-faint">
          <Icon name={open ? 'down' : 'chevron'} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="font-medium">Version {v.number}</span>{' '}
          {v.version === current && <Badge tone="ok">in force</Badge>}
          <span className="mono block truncate text-xs text-muted">{what === '' ? 'no change' : what}</span>
        </span>
        <span className="shrink-0 text-right text-xs text-muted">
          <span className="block">{nameOf(v.createdBy)}</span>
          <Time at={v.createdAt} />
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t border-line bg-canvas p-4">
          <div className="flex flex-wrap items-center gap-2 text-xs text-muted">
            <Id id={v.version} />
            <span>
              {v.policies} {v.policies === 1 ? 'policy' : 'policies'}
            </span>
            {v.version !== current && current !== undefined && (
              <span className="flex items-center gap-2 sm:ml-auto">
                <Button
                  size="sm"
                  look="quiet"
                  aria-pressed={against === 'current'}
                  onClick={() => setAgainst(against === 'before' ? 'current' : 'before')}
                >
                  {against === 'before' ? 'Compare with the one in force' : 'Compare with the one before'}
                </Button>
                {admin && (
                  <Button size="sm" onClick={() => setAsked(true)}>
                    Put in force again…
                  </Button>
                )}
              </span>
            )}
          </div>
          <Changes from={against === 'before' ? before : current} to={v.version} />
          <ConfirmDialog
            open={asked}
            onClose={() => setAsked(false)}
            label="Put in force"
            title={`Put version ${v.number} in force again?`}
            follows="Its whole set becomes a new version, in force at once. What waits for a person is decided anew by it before it is carried out."
            act={async () => {
              if (whole.data === undefined || current === undefined) return;
              await api.put('/policies', { policies: whole.data.policies, ifVersion: current });
              await Promise.all(
                ['policies', 'policy-versions'].map((key) => client.invalidateQueries({ queryKey: [key] })),
              );
              toast.done('In force, as a new version.');
            }}
          />
        </div>
      )}
    </li>
  );
}

/** All versions of the set, newest first, each with what it changed. */
export function Versions() {
  const pages = usePages<PolicyVersionView>({ key: 'policy-versions', path: '/policies/versions', query: QUERY, idOf });
  if (pages.loading) return <SkeletonLines lines={5} />;
  if (pages.error !== undefined) return <ErrorState error={pages.error} retry={pages.retry} />;
  return (
    <div className="max-w-[960px] rounded-lg border border-line bg-surface">
      {pages.rows.length === 0 && (
        <EmptyState icon="ledger" title="No version yet">
          The policies that come with Vedette are in force.
        </EmptyState>
      )}
      <ul>
        {pages.rows.map((v, i) => (
          <Row key={v.version} version={v} before={pages.rows[i + 1]?.version} />
        ))}
      </ul>
      {pages.hasMore && (
        <div className="flex justify-center border-t border-line py-2">
          <Button size="sm" look="quiet" busy={pages.loadingMore} onClick={pages.loadMore}>
            Show older
          </Button>
        </div>
      )}
    </div>
  );
}
