import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { useNameOf } from '../incident/queries.ts';
import type { RuleLine, State } from './data.ts';
import { STATE_TONE, STATE_WORD } from './words.ts';

/** A state by its word; what is as usual stays quiet in a list. */
export const StateMark = ({ state, quiet = false }: { readonly state: State; readonly quiet?: boolean }) =>
  quiet && state === 'enabled' ? (
    <span className="text-xs text-muted">{STATE_WORD.enabled}</span>
  ) : (
    <Badge tone={STATE_TONE[state]}>{STATE_WORD[state]}</Badge>
  );

/** Who tuned a rule, why and until when, on one line. */
export function TunedBy({ tuning }: { readonly tuning: RuleLine['tuning'] }) {
  const nameOf = useNameOf();
  if (tuning === null) return <span className="text-faint">–</span>;
  const who = tuning.by === undefined ? undefined : nameOf(tuning.by);
  return (
    <span className="text-xs text-muted" title={[who, tuning.reason].filter(Boolean).join(': ')}>
      {who !== undefined && <span className="font-medium text-ink">{who}, </span>}
      {tuning.until !== null && (
        <span>
          ends <Time at={tuning.until} />:{' '}
        </span>
      )}
      {tuning.reason}
    </span>
  );
}
