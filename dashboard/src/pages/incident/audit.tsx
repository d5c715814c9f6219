import { useState } from 'react';
import { asApiError } from '../../api/problem.ts';
import { zodWithoutEval } from '../../lib/zod-without-eval.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { Exact } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { exportAudit } from './export.ts';
import type { Verified } from './verify.ts';

const CHECKS = [
  'The tree head is signed by the ledger’s key',
  'Every entry hashes to what it says, and nothing was added to it',
  'The entries are one chain without a gap, from the first to a seal',
  'Every entry has its place under the signed root',
];

function Outcome({ verified: { verdict, bundle, keys } }: { readonly verified: Verified }) {
  if (!verdict.ok)
    return (
      <div role="alert" className="flex flex-col gap-1 text-sm">
        <p className="flex items-center gap-2 font-medium text-danger">
          <Icon name="warn" size={14} /> Does not verify
        </p>
        <p className="wrap-anywhere">{verdict.reason}</p>
        {verdict.entry !== undefined && (
          <p className="text-xs text-muted wrap-anywhere">
            Entry {verdict.entry.seq} ({verdict.entry.id || 'no id'}). Export the bundle before anything else, and
            compare with an older export.
          </p>
        )}
      </div>
    );
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="flex items-center gap-2 text-sm font-medium text-ok">
        <Icon name="check" size={14} /> {verdict.entries} entries verified
      </p>
      <ul className="space-y-1 text-sm">
        {CHECKS.map((check) => (
          <li key={check} className="flex gap-2">
            <span className="mt-[3px] shrink-0 text-ok">
              <Icon name="check" size={13} />
            </span>
            {check}
          </li>
        ))}
      </ul>
      <KeyValues
        items={[
          ['Root', <Id key="r" id={verdict.root} />],
          ['Signed', <Exact key="s" at={bundle.head.at} />],
          ['Leaves', `${bundle.head.size} in the organisation’s tree`],
          ['Key', <Id key="k" id={bundle.head.keyId} />],
          ['Public key', <Id key="p" id={keys[bundle.head.keyId] ?? ''} />],
        ]}
      />
      <p className="max-w-[76ch] text-xs text-muted">
        The key came from the same server as the bundle. Compare it with the one that was noted down when Vedette was
        set up (<code className="mono">npm run vedette -- audit keys</code>, or whoever audits you): only then does this
        prove anything about the server.
      </p>
    </div>
  );
}

/** The audit trail of the incident, verified where one sits. */
export function Audit({ incident }: { readonly incident: string }) {
  const [verified, setVerified] = useState<Verified>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      // The verifier and its hashing are loaded on asking.
      zodWithoutEval();
      setVerified(await (await import('./verify.ts')).verifyHere(incident));
    } catch (cause) {
      setError(asApiError(cause).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Audit">
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1 basis-60 text-sm text-muted">
            Every decision and act on this incident, as a signed chain. It is checked here, by this browser, not by the
            server.
          </p>
          <Button busy={busy} onClick={() => void run()}>
            Verify in this browser
          </Button>
          <Button look="quiet" onClick={() => void exportAudit(incident).catch(toast.failed)}>
            Export
          </Button>
        </div>
        {error !== undefined && (
          <p role="alert" className="text-sm text-danger">
            {error}
          </p>
        )}
        {verified !== undefined && <Outcome verified={verified} />}
      </div>
    </Panel>
  );
}
