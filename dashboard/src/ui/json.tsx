import { useState } from 'react';
import { CopyButton } from './id.tsx';

/** Long texts are cut: a record may hold 8 KB in one string. */
const TEXT_MAX = 2_000;
/** Further items are shown on asking. */
const CHILDREN_MAX = 100;

const isNode = (v: unknown): v is Record<string, unknown> | readonly unknown[] => typeof v === 'object' && v !== null;

function Leaf({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') {
    const cut = value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
    return <span className="text-accent break-all whitespace-pre-wrap">{JSON.stringify(cut)}</span>;
  }
  if (typeof value === 'number' || typeof value === 'boolean')
    return <span className="text-sev-low">{String(value)}</span>;
  return <span className="text-faint">{String(value)}</span>;
}

function Node({
  name,
  value,
  depth,
  openTo,
}: {
  readonly name: string | undefined;
  readonly value: unknown;
  readonly depth: number;
  readonly openTo: number;
}) {
  const [open, setOpen] = useState(depth < openTo);
  const [all, setAll] = useState(false);
  const label = name === undefined ? null : <span className="text-muted">{name}: </span>;
  if (!isNode(value))
    return (
      <div className="pl-4">
        {label}
        <Leaf value={value} />
      </div>
    );
  const entries = Object.entries(value);
  const [a, z] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0)
    return (
      <div className="pl-4">
        {label}
        <span className="text-faint">{a + z}</span>
      </div>
    );
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="min-h-6 rounded-sm text-left hover:bg-hover"
      >
        <span aria-hidden="true" className="inline-block w-4 text-center text-faint">
          {open ? '▾' : '▸'}
        </span>
        {label}
        <span className="text-faint">{open ? a : `${a} ${entries.length} ${z}`}</span>
      </button>
      {open && (
        <div className="ml-[7px] border-l border-line pl-1">
          {(all ? entries : entries.slice(0, CHILDREN_MAX)).map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} openTo={openTo} />
          ))}
          {!all && entries.length > CHILDREN_MAX && (
            <button type="button" className="pl-4 text-accent" onClick={() => setAll(true)}>
              show {entries.length - CHILDREN_MAX} more
            </button>
          )}
        </div>
      )}
      {open && <div className="pl-4 text-faint">{z}</div>}
    </div>
  );
}

/** Any JSON, to be opened level by level. What it holds is somebody else's text: shown, never interpreted. */
export function Json({
  value,
  openTo = 2,
  label = 'JSON',
}: {
  readonly value: unknown;
  readonly openTo?: number;
  readonly label?: string;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className="mono relative overflow-x-auto rounded-md border border-line bg-sunken py-2 pr-8 pl-1 leading-5"
    >
      <span className="absolute right-1 top-1">
        <CopyButton text={JSON.stringify(value, null, 2)} label="Copy the JSON" />
      </span>
      <Node name={undefined} value={value} depth={0} openTo={openTo} />
    </div>
  );
}
