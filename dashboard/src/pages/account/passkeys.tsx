import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PasskeyView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { OfferPasskey } from '../sign-in/steps.tsx';
import { Confirm } from './confirm.tsx';
import { usePasskeys } from './data.ts';

const MAY: Record<NonNullable<PasskeyView['approver']>, readonly [Tone, string]> = {
  active: ['ok', 'may approve'],
  pending: ['warn', 'waits for an approver’s word'],
  revoked: ['neutral', 'may not approve any more'],
};

/** One's passkeys: the way in, and for an approver the pen. */
export function Passkeys() {
  const client = useQueryClient();
  const list = usePasskeys();
  const [adding, setAdding] = useState(false);
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ['me', 'passkeys'] });
  const passkeys = list.data?.passkeys ?? [];
  return (
    <Panel
      title="Passkeys"
      aside={
        <Button size="sm" icon="plus" onClick={() => setAdding(true)}>
          Add
        </Button>
      }
      flush
    >
      {list.isPending && (
        <div className="p-4">
          <SkeletonLines lines={2} />
        </div>
      )}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && passkeys.length === 0 && (
        <EmptyState icon="key" title="No passkey yet">
          With one you sign in without a link, and sign approvals.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {passkeys.map((p) => (
          <li key={p.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-40">
              <span className="block truncate font-medium">{p.name}</span>
              <span className="block text-xs text-muted">
                {p.backedUp ? 'synced between devices' : 'on one device'}, last used{' '}
                <Time at={p.lastUsedAt} unknown="never" />
              </span>
            </span>
            <Badge tone={p.approver === null ? 'neutral' : MAY[p.approver][0]}>
              {p.approver === null ? 'signs in only' : MAY[p.approver][1]}
            </Badge>
            <Confirm
              label="Remove"
              title={`Remove the passkey ${p.name}?`}
              follows={`It neither signs in nor approves any more. What it approved stays approved, and verifiable.${
                passkeys.length === 1
                  ? ' It is your only one: the next time you need a link, or an identity provider.'
                  : ''
              }`}
              act={async () => {
                await api.delete(path('/me/passkeys/{id}', { id: p.id }));
                await renew();
              }}
            />
          </li>
        ))}
      </ul>
      {passkeys.some((p) => p.approver === 'pending') && (
        <p className="border-t border-line px-4 py-3 text-xs text-muted">
          A pending key approves once an existing approver has vouched for it, under Administration, Approver keys.
        </p>
      )}
      <Dialog open={adding} onClose={() => setAdding(false)} title="Add a passkey">
        <OfferPasskey
          onDone={() => {
            setAdding(false);
            void renew();
          }}
        />
      </Dialog>
    </Panel>
  );
}
