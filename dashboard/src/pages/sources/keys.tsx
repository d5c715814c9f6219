import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { useNow } from '../../lib/use-now.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useRenew, type Detail } from './data.ts';
import { useRoles } from './role.ts';
import { Rotate } from './rotate-key.tsx';
import { age, keyInUse, keysAdvice, plural } from './words.ts';

function Retire({ source, onClose }: { readonly source: Detail; readonly onClose: () => void }) {
  const { id, keys } = source;
  const now = useNow();
  const old = keys.find((k) => k.expiresAt !== null);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const retire = async (): Promise<void> => {
    setBusy(true);
    try {
      const { ended } = await api.post(path('/sources/{id}/keys/retire', { id }));
      toast.done(ended === 0 ? 'No older key was in force.' : `${plural(ended, 'key')} ended.`);
      await renew();
      onClose();
    } catch (e) {
      toast.failed(e);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="End the older key now?"
      lead={
        old !== undefined && keyInUse(old, now)
          ? 'It is still in use: whoever has it is refused within 15 seconds. Give that sender the new secret first.'
          : 'It was not used within the last hour. A sender that still has it is refused within 15 seconds.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" busy={busy} onClick={() => void retire()}>
            End it now
          </Button>
        </>
      }
    />
  );
}

/** The keys that open now, with their ages and which of them is in use; never the secrets themselves. */
export function Keys(props: {
  readonly source: Detail;
  readonly signed: boolean;
  /** Its sender may have made the secret itself. */
  readonly issues: boolean;
}) {
  const { source, signed, issues } = props;
  const { admin } = useRoles();
  const now = useNow();
  const [asking, setAsking] = useState<'rotate' | 'retire'>();
  const advice = keysAdvice(source.keys, now);
  return (
    <Panel
      title="Keys"
      aside={
        admin &&
        !signed && (
          <Button size="sm" icon="key" onClick={() => setAsking('rotate')}>
            Rotate
          </Button>
        )
      }
      flush
    >
      {signed || source.keys.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">
          It has no secret: its vendor signs what it sends with a key of its own.
        </p>
      ) : (
        <ul>
          {source.keys.map((k) => (
            <li
              key={k.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0"
            >
              <span className="w-16 shrink-0">
                {k.expiresAt === null ? (
                  <Badge tone="ok">{source.keys.length === 1 ? 'in force' : 'newest'}</Badge>
                ) : (
                  <Badge tone="warn">old</Badge>
                )}
              </span>
              <span className="min-w-0 flex-1">
                <span className="mono block truncate text-xs" title={k.id}>
                  {k.id}
                </span>
                <span className="block text-xs text-muted">
                  {age(k.createdAt, now)},{' '}
                  {k.lastUsedAt === null ? (
                    'no use seen'
                  ) : (
                    <>
                      last used <Time at={k.lastUsedAt} />
                    </>
                  )}
                  {k.expiresAt !== null && (
                    <>
                      , ends <Time at={k.expiresAt} />
                    </>
                  )}
                </span>
              </span>
              {admin && k.expiresAt !== null && (
                <Button size="sm" look="danger" onClick={() => setAsking('retire')}>
                  End now
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {advice !== undefined && <p className="border-t border-line px-4 py-2 text-xs text-muted">{advice}</p>}
      {asking === 'rotate' && <Rotate source={source} issues={issues} onClose={() => setAsking(undefined)} />}
      {asking === 'retire' && <Retire source={source} onClose={() => setAsking(undefined)} />}
    </Panel>
  );
}
