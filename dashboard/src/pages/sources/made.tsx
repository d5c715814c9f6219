import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonLines } from '../../ui/states.tsx';
import { useSource, type Kind, type Made } from './data.ts';
import { FirstDelivery } from './first-delivery.tsx';
import { mayIssue, SecretTaken } from './issued-secret.tsx';
import { Rotate } from './rotate-key.tsx';
import { Secret } from './secret.tsx';
import { Address, SetUpTexts } from './setup-texts.tsx';
import { TestButton, TestResult, useTestEvent } from './test-event.tsx';

const Step = ({
  n,
  title,
  children,
}: {
  readonly n: number;
  readonly title: string;
  readonly children: React.ReactNode;
}) => (
  <Panel
    title={
      <>
        <span className="mr-2 text-muted">{n}</span>
        {title}
      </>
    }
    flush
  >
    {children}
  </Panel>
);

/** What is shown once the source exists: its address, its secret for the only time, how to set it up, whether it speaks. */
export function MadeSource({ made, kind }: { readonly made: Made; readonly kind: Kind }) {
  const navigate = useNavigate();
  const source = useSource(made.id);
  const test = useTestEvent(made.id);
  const signed = kind.secret === 'none';
  const [giving, setGiving] = useState(false);
  const top = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone; what is shown once must not be below the fold.
  useEffect(() => top.current?.focus(), []);
  return (
    <div ref={top} tabIndex={-1} className="flex max-w-[880px] flex-col gap-4 outline-none">
      <Step n={1} title={made.secret === undefined ? 'Its address' : 'Its address and its secret'}>
        <div className="flex flex-col gap-3 p-4">
          <Address url={made.url} path={made.path} />
          {made.secret !== undefined ? (
            <Secret secret={made.secret} />
          ) : signed ? (
            <p className="text-sm text-muted">There is no secret: {kind.proves.replace(/^The/, 'the')}</p>
          ) : (
            <SecretTaken />
          )}
          {made.secret !== undefined && mayIssue(kind) && (
            <div className="flex flex-wrap items-center gap-2">
              <Button size="sm" icon="key" disabled={source.data === undefined} onClick={() => setGiving(true)}>
                The sender shows its own
              </Button>
              <p className="text-xs text-muted">Give it the URL; then take over the secret that it issued.</p>
            </div>
          )}
          {giving && source.data !== undefined && (
            <Rotate source={source.data} issues onClose={() => setGiving(false)} />
          )}
        </div>
      </Step>
      <Step n={2} title="Set the sender up">
        <SetUpTexts id={made.id} address={false} signed={signed} />
      </Step>
      <Step n={3} title="See it arrive">
        <div className="flex flex-col gap-3 p-4">
          {source.data === undefined ? <SkeletonLines lines={1} /> : <FirstDelivery source={source.data} />}
          <div className="flex flex-wrap items-center gap-2">
            <TestButton test={test} />
            <p className="text-xs text-muted">
              Sample records of this kind, marked as a test: nothing is found in them.
            </p>
          </div>
          <TestResult test={test} />
        </div>
      </Step>
      <div>
        <Button look="primary" onClick={() => void navigate({ to: '/sources/$id', params: { id: made.id } })}>
          Done, to the source
        </Button>
      </div>
    </div>
  );
}
