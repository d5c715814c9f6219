import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApproverKeyView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { SigningError } from '../../lib/assertion.ts';
import { zodWithoutEval } from '../../lib/zod-without-eval.ts';
import { useMay, useMe } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useUsers } from '../account/data.ts';

const KIND = { ed25519: 'key of a command line', passkey: 'passkey' } as const;
const TONE = { active: 'ok', pending: 'warn', revoked: 'neutral' } as const;
/** Whose signature counts, and who said so. */
export function ApproverKeys() {
  const me = useMe();
  const approver = useMay('approver');
  const client = useQueryClient();
  const users = useUsers();
  const [vouching, setVouching] = useState<string>();
  const keys = useQuery({
    queryKey: ['approver-keys'],
    queryFn: ({ signal }) => api.get('/approver-keys', { signal }),
  });
  if (keys.isPending) return <SkeletonLines lines={5} />;
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />;
  const nameOf = (actor: string | null): string => {
    if (actor === null) return 'nobody yet';
    if (actor === 'first') return 'nobody: it was the first';
    return users.data?.users.find((u) => actor === u.id || actor === `user:${u.id}`)?.name ?? actor;
  };
  const mine = keys.data.keys.filter((k) => k.user === me.user && k.kind === 'passkey' && k.status === 'active');
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ['approver-keys'] });
  const onVouch = async (key: ApproverKeyView): Promise<void> => {
    setVouching(key.keyId);
    try {
      // The contract brings zod along: only when it is needed, and kept from compiling.
      zodWithoutEval();
      const { vouch } = await import('./vouch.ts');
      await vouch(key, me.org, mine);
      await renew();
      toast.done(`${key.name} may approve from now on.`);
    } catch (e) {
      toast.failed(e instanceof SigningError ? new Error(e.message) : e);
    } finally {
      setVouching(undefined);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-[640px] text-sm text-muted">
        A plan is approved by a signature of one of these keys. A new one counts once an existing approver has signed
        for it; the first of an organisation is taken as it comes.
        {!approver && ' Approvers and admins vouch and revoke.'}
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {keys.data.keys.length === 0 && (
          <li>
            <EmptyState icon="key" title="No approver’s key">
              An approver’s first passkey becomes one, or enrol a key of the command line.
            </EmptyState>
          </li>
        )}
        {keys.data.keys.map((k) => (
          <li key={k.keyId} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-52">
              <span className="block truncate font-medium">
                {k.name} <span className="font-normal text-muted">of {nameOf(k.user)}</span>
              </span>
              <span className="block text-xs text-muted">
                {KIND[k.kind]}, vouched for by {nameOf(k.vouchedBy)}
              </span>
            </span>
            <Id id={k.keyId} className="text-xs text-faint" />
            <Badge tone={TONE[k.status]}>{k.status}</Badge>
            {approver && k.status === 'pending' && mine.length > 0 && (
              <Button
                size="sm"
                busy={vouching === k.keyId}
                disabled={vouching !== undefined}
                onClick={() => void onVouch(k)}
              >
                Vouch
              </Button>
            )}
            {approver && k.status !== 'revoked' && (
              <Confirm
                label="Revoke"
                title={`Revoke the key ${k.name}?`}
                follows="It approves nothing from now on, and plans that it approved but that were not permitted yet are not permitted. It cannot be brought back."
                act={async () => {
                  await api.delete(path('/approver-keys/{id}', { id: k.keyId }));
                  await renew();
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {approver && mine.length === 0 && keys.data.keys.some((k) => k.status === 'pending') && (
        <p className="text-xs text-muted">
          To vouch here you need an active passkey of your own; add one under Account.
        </p>
      )}
    </div>
  );
}
