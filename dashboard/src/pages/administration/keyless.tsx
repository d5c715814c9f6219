import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useNameOf } from '../incident/queries.ts';
import { ReasonDialog } from '../incident/reason-dialog.tsx';

/** Keyless access to AWS: what AWS must trust, and the switch that stops it. */
export function Keyless() {
  const admin = useMay('admin');
  const client = useQueryClient();
  const nameOf = useNameOf();
  const [asked, setAsked] = useState(false);
  const keyless = useQuery({ queryKey: ['keyless'], queryFn: ({ signal }) => api.get('/keyless', { signal }) });
  if (keyless.isError) return <ErrorState error={keyless.error} retry={() => void keyless.refetch()} />;
  if (keyless.isPending)
    return (
      <Panel title="Keyless access to AWS">
        <SkeletonLines lines={4} />
      </Panel>
    );
  const { issuer, audience, accounts, stopped } = keyless.data;
  const elsewhere = stopped?.scope === 'installation';
  const set = async (wanted: 'stop' | 'resume', reason: string): Promise<boolean> => {
    try {
      client.setQueryData(['keyless'], await api.post(`/keyless/${wanted}`, { reason }));
      toast.done(wanted === 'stop' ? 'Stopped: no token is made any more.' : 'Tokens are made again.');
      return true;
    } catch (e) {
      toast.failed(e);
      return false;
    }
  };
  return (
    <Panel
      title="Keyless access to AWS"
      aside={
        <>
          <Badge tone={stopped === null ? (issuer === null ? 'neutral' : 'ok') : 'danger'}>
            {stopped !== null ? 'stopped' : issuer === null ? 'not set up' : 'works'}
          </Badge>
          {admin && issuer !== null && !elsewhere && (
            <Button size="sm" look={stopped === null ? 'danger' : 'plain'} onClick={() => setAsked(true)}>
              {stopped === null ? 'Stop…' : 'Resume…'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {stopped !== null && (
          <p role="status" className="rounded-md bg-danger-soft px-3 py-2 text-sm wrap-anywhere">
            Stopped {elsewhere ? 'for the whole installation' : 'for this organisation'} by {nameOf(stopped.by)}{' '}
            <Time at={stopped.at} />: {stopped.reason}
            {elsewhere && ' Whoever runs this installation resumes it.'}
          </p>
        )}
        {issuer === null ? (
          <p className="text-sm text-muted">
            This installation is no issuer yet, so accounts are reached by keys. How to set it up is in docs/aws.md.
          </p>
        ) : (
          <KeyValues
            items={[
              ['Issuer', <Id key="i" id={issuer} />],
              ['Audience', <Id key="a" id={audience} />],
              [
                'Accounts',
                accounts.length === 0 ? (
                  'none uses it'
                ) : (
                  <span key="c" className="mono">
                    {accounts.join(', ')}
                  </span>
                ),
              ],
            ]}
          />
        )}
        <p className="text-xs text-muted">
          Each token is for one role and one step, and good for minutes. Stopping makes no more of them: what is
          contained then stays as it is until resumed.
        </p>
      </div>
      {asked && (
        <ReasonDialog
          title={stopped === null ? 'Stop keyless access' : 'Resume keyless access'}
          lead={
            stopped === null
              ? 'From now on Vedette reaches none of these accounts: nothing is contained, probed or given back, until it is resumed. Sessions that AWS gave out before end by themselves.'
              : 'Tokens are made again; what waited goes on.'
          }
          confirm={stopped === null ? 'Stop' : 'Resume'}
          danger={stopped === null}
          onClose={() => setAsked(false)}
          onConfirm={(reason) => set(stopped === null ? 'stop' : 'resume', reason)}
        />
      )}
    </Panel>
  );
}
