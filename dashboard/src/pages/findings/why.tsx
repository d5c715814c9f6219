import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Finding } from '../../../../src/contracts/finding.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/id.tsx';
import { offersOf } from '../rules/where.ts';

const SuppressDialog = lazy(() => import('../rules/suppress-dialog.tsx').then((m) => ({ default: m.SuppressDialog })));

const Heading = ({ children }: { readonly children: string }) => (
  <h3 className="mt-6 mb-2 text-sm font-semibold">{children}</h3>
);

/** Why it is a finding: the fields that its rule went by, how unusual it is, whether somebody looked back for it. */
export function Why({ finding: f }: { readonly finding: Finding }) {
  const fields = f.fields ?? [];
  const rarity = f.rarity ?? [];
  return (
    <>
      {f.retroHunt !== undefined && (
        <p className="mt-5 rounded-md border border-line bg-accent-soft px-3 py-2 text-sm">
          Found looking back: it happened before the rule looked for it.{' '}
          <Link
            to="/rules"
            search={{ tab: 'hunts', hunt: f.retroHunt } as never}
            className="text-accent underline wrap-anywhere"
          >
            The hunt that found it
          </Link>
        </p>
      )}
      {rarity.length > 0 && (
        <>
          <Heading>How unusual it is</Heading>
          <ul className="list-disc space-y-1 pl-5 text-sm marker:text-muted">
            {rarity.map((line) => (
              <li key={line} className="wrap-anywhere">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
      {fields.length > 0 && (
        <>
          <Heading>What the rule went by</Heading>
          <dl className="rounded-md border border-line text-xs">
            {fields.map(({ field, value }) => (
              <div
                key={`${field} ${value}`}
                className="grid min-h-9 grid-cols-[minmax(96px,38%)_minmax(0,1fr)] items-center gap-x-3 border-b border-line py-1 pr-1 pl-3 last:border-0"
              >
                <dt className="mono text-muted wrap-anywhere">{field}</dt>
                <dd className="mono flex min-w-0 items-center justify-between gap-2">
                  <span className="min-w-0 wrap-anywhere">{value}</span>
                  <CopyButton text={value} label={`Copy ${field}`} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

/** Leads from a finding that is known and harmless to a suppression of just that. Rules alone are suppressed. */
export function SuppressLike({ finding: f }: { readonly finding: Finding }) {
  const analyst = useMay('analyst');
  const [open, setOpen] = useState(false);
  if (!analyst || f.kind !== 'rule') return null;
  const offers = offersOf(f.fields ?? [], f.evidence);
  const who = offers.find((o) => o.field === 'ocsf.actor.user.uid') ?? offers[0];
  return (
    <>
      <Button size="sm" look="quiet" onClick={() => setOpen(true)}>
        Suppress like this…
      </Button>
      {open && (
        <Suspense>
          <SuppressDialog
            rule={f.rule.id}
            rows={who === undefined ? [] : [who]}
            offers={offers}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
