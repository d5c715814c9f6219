import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Plan } from '../../../../src/contracts/plan.ts';
import { Id } from '../../ui/id.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import { actionWords, shortTarget } from './timeline.ts';
import type { Signer } from './use-signer.ts';

const NoKey = ({ incident, pending }: { readonly incident: string; readonly pending: boolean }) => (
  <div className="flex flex-col gap-2 text-sm">
    <p className="font-medium">
      {pending ? 'Your passkey waits to be vouched for.' : 'You have no passkey that may approve.'}
    </p>
    <ol className="ml-5 list-decimal space-y-1 text-muted">
      {!pending && (
        <li>
          Make a passkey on your{' '}
          <Link to="/account" className="text-accent underline">
            account page
          </Link>{' '}
          and ask for it to approve.
        </li>
      )}
      <li>An existing approver vouches for it under Administration.</li>
      <li>
        Or decide on the command line with an approver’s key:{' '}
        <code className="mono break-all">npm run vedette -- approve {incident}</code>
      </li>
    </ol>
  </div>
);

/** The plan's actions in a line each. */
export const ActionLines = ({ plan }: { readonly plan: Plan }) => (
  <ul className="rounded-md border border-line bg-sunken px-3 py-2 text-sm">
    {plan.actions.map((a) => (
      <li key={a.opId} className="wrap-anywhere">
        <span className="font-medium">{actionWords(a.spec.action)}</span> on{' '}
        <span className="mono">{shortTarget(a.spec.target)}</span>
      </li>
    ))}
  </ul>
);

/** The fields of a dialog that signs, once there is something to sign with; else what is in the way. */
export function SignerFields({
  signer,
  plan,
  children,
}: {
  readonly signer: Signer;
  readonly plan: Plan;
  readonly children: ReactNode;
}) {
  if (signer.state === 'loading') return <SkeletonLines lines={3} />;
  if (signer.state === 'altered')
    return (
      <p role="alert" className="text-sm text-danger">
        What is shown is not what the plan’s digest covers, so it is not signed. Refresh the plan; if it stays so, tell
        whoever runs Vedette.
      </p>
    );
  if (signer.state === 'keyless') return <NoKey incident={plan.incident} pending={signer.pendingKey} />;
  return (
    <>
      {signer.state === 'ready' && (
        <>
          {children}
          <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
            <span className="shrink-0">Digest, computed in this browser</span>
            <Id id={plan.digest} />
          </div>
        </>
      )}
      {signer.error !== undefined && (
        <p role="alert" className="text-sm text-danger">
          {signer.error}
        </p>
      )}
    </>
  );
}
