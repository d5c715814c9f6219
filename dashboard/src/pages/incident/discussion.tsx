import { useState } from 'react';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Textarea } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useComments, useNameOf } from './queries.ts';
import type { Act } from './use-acts.ts';

const TEXT_MAX = 4000;

/** What people say to each other about it. */
export function Discussion({ incident, act }: { readonly incident: string; readonly act: Act }) {
  const { data, error, isError, refetch } = useComments(incident);
  const nameOf = useNameOf();
  const may = useMay('analyst');
  const [text, setText] = useState('');
  const send = async (): Promise<void> => {
    if (text.trim() !== '' && (await act.run('comments', { text: text.trim() }))) setText('');
  };
  return (
    <Panel title="Discussion">
      <div className="flex flex-col gap-4">
        {isError && data === undefined ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : data === undefined ? (
          <SkeletonLines lines={2} />
        ) : data.comments.length === 0 ? (
          <p className="text-sm text-muted">Nobody has said anything so far.</p>
        ) : (
          <ol className="flex flex-col gap-3">
            {data.comments.map((c) => (
              <li key={c.id}>
                <p className="flex gap-2 text-xs text-muted">
                  <span className="truncate font-medium text-ink">{nameOf(c.actor)}</span>
                  <Time at={c.at} />
                </p>
                <p className="text-sm whitespace-pre-wrap wrap-anywhere">{c.text}</p>
              </li>
            ))}
          </ol>
        )}
        {may && (
          <form
            className="flex flex-col items-start gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <div className="w-full">
              <Textarea
                label="Comment"
                maxLength={TEXT_MAX}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send();
                }}
              />
            </div>
            <Button type="submit" size="sm" busy={act.busy === 'comments'} disabled={text.trim() === ''}>
              Comment
            </Button>
          </form>
        )}
      </div>
    </Panel>
  );
}
