import { Fragment, useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useSetUp, type SetUp } from './data.ts';
import { Carried, Copy } from './secret.tsx';
import { partsOf } from './texts.ts';

type Text = SetUp['texts'][number];

function TextOf({ text: t, signed }: { readonly text: Text; readonly signed: boolean }) {
  return (
    <div className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-center gap-2 text-xs text-muted">
        {t.left.length === 0 ? (
          <p className="min-w-0 flex-1">
            {signed ? 'Complete as it stands.' : 'Nothing to fill in but the secret, where a text names it.'}
          </p>
        ) : (
          <p className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
            Fill in by hand:
            {t.left.map((l) => (
              <Badge key={l} tone="warn" className="mono">
                {l}
              </Badge>
            ))}
          </p>
        )}
        <Copy text={t.text} label="Copy text" />
      </div>
      <pre
        tabIndex={0}
        role="region"
        aria-label={`${t.tool}, text to paste`}
        className="mono max-h-[420px] overflow-auto rounded-md border border-line bg-sunken p-3 text-xs whitespace-pre"
      >
        <code>
          {partsOf(t.text, t.left).map(({ text, open }, i) => (
            <Fragment key={i}>
              {open ? <mark className="rounded-sm bg-warn-soft text-warn">{text}</mark> : text}
            </Fragment>
          ))}
        </code>
      </pre>
    </div>
  );
}

/** How to set the sender up: its address and a text for each tool. The secret stands in none of it. */
export function SetUpTexts(props: {
  readonly id: string;
  readonly address?: boolean;
  /** By a key of its vendor: there is no secret to put in. */
  readonly signed: boolean;
}) {
  const { id, address = true, signed } = props;
  const setUp = useSetUp(id);
  const [tool, setTool] = useState('text-0');
  if (setUp.isPending)
    return (
      <div className="p-4">
        <SkeletonLines lines={8} />
      </div>
    );
  if (setUp.isError) return <ErrorState error={setUp.error} retry={() => void setUp.refetch()} />;
  const { texts, url, path } = setUp.data;
  return (
    <div className="flex flex-col">
      {address && (
        <div className="border-b border-line p-4">
          <Address url={url} path={path} />
        </div>
      )}
      <Tabs
        label="Ways to set it up"
        value={tool}
        onChange={setTool}
        tabs={texts.map((t, i) => ({ id: `text-${i}`, label: t.tool, content: <TextOf text={t} signed={signed} /> }))}
      />
    </div>
  );
}

/** Where the sender posts to; only its path where this installation does not know its public address. */
export const Address = ({ url, path }: { readonly url: string | null; readonly path: string }) =>
  url === null ? (
    <div className="flex flex-col gap-1">
      <Carried label="Path" text={path} word="Copy path" />
      <p className="text-xs text-muted">
        It follows the address of ingest, which this installation was not told; an operator sets INGEST_ORIGIN.
      </p>
    </div>
  ) : (
    <Carried label="URL" text={url} word="Copy URL" />
  );
