import { useState } from 'react';
import { Button } from '../../ui/button.tsx';

const SAID_MS = 1_600;

/** A button that copies a text and says so. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const said = (): void => {
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button
      size="sm"
      icon={copied ? 'check' : 'copy'}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(said);
      }}
    >
      {copied ? 'Copied' : label}
    </Button>
  );
}

/** A value to carry elsewhere: whole, in mono, with its button. */
export const Carried = ({
  label,
  text,
  word,
}: {
  readonly label: string;
  readonly text: string;
  readonly word: string;
}) => (
  <div className="flex flex-col gap-1">
    <span className="text-xs font-medium">{label}</span>
    <span className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken py-1 pl-2.5 pr-1">
      <code className="mono min-w-0 flex-1 break-all">{text}</code>
      <Copy text={text} label={word} />
    </span>
  </div>
);

/** The secret, shown now and never again. */
export const Secret = ({ secret, until }: { readonly secret: string; readonly until?: number }) => (
  <div className="flex flex-col gap-2">
    <Carried label="Secret" text={secret} word="Copy secret" />
    <p role="note" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      It is not shown again. Put it into your vault or secret store now; if it is lost, make a new one.
      {until !== undefined && ` The one before stays good until ${new Date(until).toLocaleString('en')}.`}
    </p>
  </div>
);
