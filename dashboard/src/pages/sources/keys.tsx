import { useState } from 'react';
import { api, path, type Answer } from '../../api/client.ts';
import { shortDuration } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useRenew, type Detail } from './data.ts';
import { useRoles } from './role.ts';
import { Secret } from './secret.tsx';
import { age, plural } from './words.ts';

type Fresh = Answer<'post', '/sources/{id}/rotate'>;

function Rotate({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [fresh, setFresh] = useState<Fresh>();
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const rotate = async (): Promise<void> => {
    setBusy(true);
    try {
      setFresh(await api.post(path('/sources/{id}/rotate', { id })));
      await renew();
    } catch (e) {
      toast.failed(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      wide={fresh !== undefined}
      title={fresh === undefined ? 'Make a new secret?' : 'The new secret'}
      lead={
        fresh === undefined
          ? 'The one in use stays good for a day, so that the sender is changed without loss.'
          : undefined
      }
      footer={
        fresh === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" busy={busy} onClick={() => void rotate()}>
              Make it
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {fresh !== undefined && <Secret secret={fresh.secret} until={fresh.previousUntil} />}
    </Dialog>
  );
}

function Retire({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
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
      lead="A sender that still uses it is refused within 15 seconds. Give it the new secret first."
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

/** The keys that open now, with their ages; never the secrets themselves. */
export function Keys({ source, signed }: { readonly source: Detail; readonly signed: boolean }) {
  const { admin } = useRoles();
  const now = useNow();
  const [asking, setAsking] = useState<'rotate' | 'retire'>();
  const older = source.keys.filter((k) => k.expiresAt !== null);
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
              {k.expiresAt === null ? <Badge tone="ok">in force</Badge> : <Badge tone="warn">until it ends</Badge>}
              <span className="min-w-0 flex-1">
                <span className="mono block truncate text-xs" title={k.id}>
                  {k.id}
                </span>
                <span className="block text-xs text-muted">
                  {age(k.createdAt, now)}
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
      {older.length > 0 && (
        <p className="border-t border-line px-4 py-2 text-xs text-muted">
          Both are good for {shortDuration(Math.max(0, older[0]!.expiresAt! - now))} more: change the sender meanwhile.
        </p>
      )}
      {asking === 'rotate' && <Rotate id={source.id} onClose={() => setAsking(undefined)} />}
      {asking === 'retire' && <Retire id={source.id} onClose={() => setAsking(undefined)} />}
    </Panel>
  );
}
