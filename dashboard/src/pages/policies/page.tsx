import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { CopyButton, Id } from '../../ui/id.tsx';
import { PageHeader, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { codeOf, effectOf, wordsOf, type Effect } from './effect.ts';

const TONE: Record<Effect, Tone> = { ask: 'warn', permit: 'ok', forbid: 'danger', other: 'neutral' };
const WORD: Record<Effect, string> = { ask: 'asks a person', permit: 'lets it go', forbid: 'forbids', other: 'policy' };

/** What the policies in force say: which actions go by themselves, which ask a person, which never go. */
export function PoliciesPage() {
  useTitle('Policies');
  const { data, error, isPending, isError, refetch } = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => api.get('/policies', { signal }),
  });
  return (
    <div className="h-full overflow-y-auto">
      <PageHeader title="Policies" lead="Cedar, evaluated for each proposed action; what forbids wins, then what asks.">
        {data !== undefined && (
          <span className="flex items-center gap-1 text-xs text-muted">
            version <Id id={data.version} />
          </span>
        )}
      </PageHeader>
      <div className="flex max-w-[960px] flex-col gap-4 px-4 pb-8 sm:px-6">
        {isPending && (
          <Panel>
            <SkeletonLines lines={10} />
          </Panel>
        )}
        {isError && <ErrorState error={error} retry={() => void refetch()} />}
        {Object.entries(data?.policies ?? {}).map(([id, text]) => {
          const effect = effectOf(id, text);
          return (
            <Panel
              key={id}
              title={<span className="mono">{id}</span>}
              aside={
                <>
                  <Badge tone={TONE[effect]}>{WORD[effect]}</Badge>
                  <CopyButton text={text} label={`Copy ${id}`} />
                </>
              }
              flush
            >
              {wordsOf(text) !== '' && <p className="px-4 pt-3 text-sm text-muted">{wordsOf(text)}</p>}
              <pre tabIndex={0} aria-label={`Policy ${id}`} className="mono overflow-x-auto px-4 py-3 leading-5">
                {codeOf(text)}
              </pre>
            </Panel>
          );
        })}
        <p className="text-xs text-faint">
          An admin puts a new version in force with <code className="mono">PUT /api/v1/policies</code>; it is refused
          with the place where Cedar finds fault. Every decision names the version it was made under.
        </p>
      </div>
    </div>
  );
}
