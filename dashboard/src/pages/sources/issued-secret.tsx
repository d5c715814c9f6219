import type { ReactNode } from 'react';
import { Field } from '../../ui/field.tsx';
import type { Kind } from './data.ts';

/** Whether senders of a kind may have made their secret themselves: Standard Webhooks. */
export const mayIssue = (kind: Pick<Kind, 'secret'> | undefined): boolean => kind?.secret === 'webhook';

/** The secret that a sender made itself. It is typed once, and shown nowhere. */
export const IssuedSecret = (props: {
  readonly value: string;
  readonly hint: ReactNode;
  readonly wrong: string | undefined;
  readonly onChange: (value: string) => void;
}) => (
  <Field
    label="Secret that the sender issued (optional)"
    type="password"
    autoComplete="off"
    spellCheck={false}
    maxLength={1_000}
    placeholder="whsec_…"
    className="mono"
    value={props.value}
    hint={props.hint}
    error={props.wrong}
    onChange={(e) => props.onChange(e.target.value)}
  />
);

/** What is said instead of a secret, once it was taken. */
export const SecretTaken = ({ until }: { readonly until?: number }) => (
  <p role="status" className="rounded-md bg-ok-soft px-3 py-2 text-sm text-ok">
    The sender’s secret is taken and shown nowhere. Ingest knows it within 15 seconds.
    {until !== undefined && ` The one before stays good until ${new Date(until).toLocaleString('en')}.`}
  </p>
);
