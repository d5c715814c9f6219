import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { Json } from '../../ui/json.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

/** An entry of the ledger, as a bundle holds it. */
export interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly index: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly hash: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const SHOWN = 50;

/** Who did it, by name where it is a person that one may know. */
function Actor({ actor }: { readonly actor: string }) {
  const users = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get('/users', { signal }),
    staleTime: 60_000,
  });
  const name = actor.startsWith('user:') ? users.data?.users.find((u) => `user:${u.id}` === actor)?.name : undefined;
  return <span title={actor}>{name ?? actor}</span>;
}

/** A chain's entries, newest first; each opens to what it says and its hash. */
export function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  const [shown, setShown] = useState(SHOWN);
  const [open, setOpen] = useState<string>();
  if (entries.length === 0)
    return (
      <EmptyState icon="ledger" title="Nothing is written yet">
        What people change here is written as they change it.
      </EmptyState>
    );
  const newest = entries.toReversed().slice(0, shown);
  return (
    <>
      <ul>
        {newest.map((e) => (
          <li key={e.id} className="border-b border-line last:border-0">
            <button
              type="button"
              aria-expanded={open === e.id}
              onClick={() => setOpen(open === e.id ? undefined : e.id)}
              className="flex min-h-10 w-full items-center gap-3 px-4 py-1 text-left text-sm hover:bg-hover"
            >
              <span className="mono w-10 shrink-0 text-right text-faint">{e.seq}</span>
              <span className="min-w-0 flex-1 truncate">{e.type.replaceAll(/[._]/g, ' ')}</span>
              <span className="hidden max-w-52 truncate text-xs text-muted sm:inline">
                <Actor actor={e.actor} />
              </span>
              <Time at={e.at} className="w-20 text-right text-xs text-muted" />
            </button>
            {open === e.id && (
              <div className="flex flex-col gap-2 px-4 pb-3">
                <Json value={e.body} label={`Entry ${e.seq}`} />
                <span className="flex items-center gap-2 text-xs text-muted">
                  hash <Id id={e.hash} />
                </span>
              </div>
            )}
          </li>
        ))}
      </ul>
      {entries.length > shown && (
        <div className="flex justify-center border-t border-line py-2">
          <Button look="quiet" size="sm" onClick={() => setShown(shown + 4 * SHOWN)}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}
