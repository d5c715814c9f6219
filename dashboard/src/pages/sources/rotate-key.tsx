import { useId, useState } from 'react';
import { api, ApiError, path, type Answer } from '../../api/client.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useRenew, type Detail } from './data.ts';
import { IssuedSecret, SecretTaken } from './issued-secret.tsx';
import { Secret } from './secret.tsx';
import { keysAdvice } from './words.ts';

type Fresh = Answer<'post', '/sources/{id}/rotate'>;
type EndKey = 'old' | 'new';

/** Two keys are good, and a third would end one of them that may be in use: a person says which. */
function Choose({ source, now }: { readonly source: Detail; readonly now: number }) {
  const [fresh, old] = source.keys;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>{keysAdvice(source.keys, now) ?? 'Two keys are good already.'}</p>
      <dl className="flex flex-col gap-3">
        <div>
          <dt className="font-medium">End the old key</dt>
          <dd className="text-muted">
            Whoever still has it is refused within 15 seconds. Last use of the old one:{' '}
            <Time at={old?.lastUsedAt} unknown="none" />.
          </dd>
        </div>
        <div>
          <dt className="font-medium">Replace the newest</dt>
          <dd className="text-muted">
            For one that got lost before a sender had it. The old key goes on for another day. Last use of the newest:{' '}
            <Time at={fresh?.lastUsedAt} unknown="none" />.
          </dd>
        </div>
      </dl>
    </div>
  );
}

/** Makes a new secret and shows it once, or takes one that the sender issued; asks again where that would end a key that may be in use. */
export function Rotate(props: {
  readonly source: Detail;
  /** Its sender may have made the secret itself. */
  readonly issues: boolean;
  readonly onClose: () => void;
}) {
  const { source, issues, onClose } = props;
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string>();
  const form = useId();
  const secret = typed.trim();
  const [fresh, setFresh] = useState<Fresh>();
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState<EndKey | 'none'>();
  const now = useNow();
  const renew = useRenew();
  const { id } = source;
  const rotate = async (endKey?: EndKey): Promise<void> => {
    setBusy(endKey ?? 'none');
    try {
      const body = { ...(endKey && { endKey }), ...(secret !== '' && { secret }) };
      setFresh(await api.post(path('/sources/{id}/rotate', { id }), body));
      setTyped('');
    } catch (e) {
      if (e instanceof ApiError && e.field === '/secret') {
        setWrong(e.detail);
        setChoosing(false);
      } else if (e instanceof ApiError && e.code === 'conflict' && source.keys.length > 1 && endKey === undefined)
        setChoosing(true);
      else toast.failed(e);
    } finally {
      setBusy(undefined);
      await renew();
    }
  };
  if (fresh !== undefined)
    return (
      <Dialog
        open
        onClose={onClose}
        wide
        title={fresh.secret === undefined ? 'The sender’s secret is in force' : 'The new secret'}
        footer={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        {fresh.secret === undefined ? (
          <SecretTaken until={fresh.previousUntil} />
        ) : (
          <Secret secret={fresh.secret} until={fresh.previousUntil} />
        )}
      </Dialog>
    );
  if (choosing)
    return (
      <Dialog
        open
        onClose={onClose}
        title="Which key ends?"
        lead={`Two keys are good at once, never three. ${secret === '' ? 'A new secret is made' : 'The sender’s secret is taken'} either way.`}
        footer={
          <>
            <Button
              look="danger"
              busy={busy === 'old'}
              disabled={busy !== undefined}
              onClick={() => void rotate('old')}
            >
              End the old key
            </Button>
            <Button busy={busy === 'new'} disabled={busy !== undefined} onClick={() => void rotate('new')}>
              Replace the newest
            </Button>
          </>
        }
      >
        <Choose source={source} now={now} />
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={issues ? 'A new secret?' : 'Make a new secret?'}
      lead={`The one in force stays good for a day. ${issues ? 'Unless you give the sender’s own, one is made for you to give to the sender' : 'Give the new one to the sender'}; the page of the source shows which of the two is in use.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={busy !== undefined}>
            {secret === '' ? 'Make it' : 'Take it over'}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void rotate();
        }}
      >
        {issues && (
          <IssuedSecret
            value={typed}
            hint="For a sender that makes its own, such as Clerk, Resend, OpenAI: copy the signing secret from its page."
            wrong={wrong}
            onChange={(value) => {
              setTyped(value);
              setWrong(undefined);
            }}
          />
        )}
      </form>
    </Dialog>
  );
}
