import { useId, useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { CopyButton } from '../../ui/id.tsx';

/** Command lines, numbered in their order, each to be copied. */
export const CommandList = ({ commands, label }: { readonly commands: readonly string[]; readonly label: string }) => (
  <ol aria-label={label} className="divide-y divide-line rounded-md border border-line bg-sunken">
    {commands.map((c, i) => (
      <li key={c} className="flex items-start gap-2 py-1.5 pl-3 pr-1.5">
        <span aria-hidden="true" className="w-4 shrink-0 text-right text-xs leading-5 text-faint select-none">
          {i + 1}
        </span>
        <code className="mono min-w-0 flex-1 leading-5 whitespace-pre-wrap wrap-anywhere">{c}</code>
        <CopyButton text={c} label={`Copy command ${i + 1}`} />
      </li>
    ))}
  </ol>
);

/** What will run in AWS, as command lines; folded away until somebody asks. */
export function WhatWillRun({ commands }: { readonly commands: readonly string[] | undefined }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (commands === undefined || commands.length === 0) return null;
  return (
    <div>
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="-ml-1 inline-flex h-7 items-center gap-1 rounded-sm px-1 text-xs font-medium text-accent hover:bg-hover"
        >
          <Icon name={open ? 'down' : 'chevron'} size={14} />
          What will run
          <span className="font-normal text-muted">
            {commands.length} {commands.length === 1 ? 'call' : 'calls'}
          </span>
        </button>
        {open && commands.length > 1 && <CopyButton text={commands.join('\n')} label="Copy all commands" />}
      </div>
      <div id={id} hidden={!open} className="mt-1">
        {open && <CommandList commands={commands} label="What will run, in order" />}
      </div>
    </div>
  );
}
