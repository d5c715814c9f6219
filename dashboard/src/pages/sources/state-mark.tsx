import { cx } from '../../lib/cx.ts';
import { Badge } from '../../ui/badge.tsx';
import type { State } from './data.ts';
import { STATES } from './state.ts';

/* A shape each, beside the word: neither hangs on colour. */
const SHAPE: Readonly<Record<State, React.ReactNode>> = {
  speaking: <circle cx="5" cy="5" r="3.5" fill="currentColor" />,
  waiting: (
    <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 1.6" />
  ),
  silent: <path d="M5 1.25 9.25 8.75H.75L5 1.25Z" fill="currentColor" />,
  disabled: <path d="M1.5 5h7" stroke="currentColor" strokeWidth="1.75" />,
};

const Shape = ({ state }: { readonly state: State }) => (
  <svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10" className="shrink-0">
    {SHAPE[state]}
  </svg>
);
const COLOUR = { danger: 'text-danger', ok: 'text-ok', neutral: 'text-muted' } as const;

/** The shape alone, for where the word stands beside. */
export const StateShape = ({ state }: { readonly state: State }) => (
  <span className={cx('flex', COLOUR[STATES[state].tone])}>
    <Shape state={state} />
  </span>
);

/** How a source is: speaking, waiting for its first delivery, silent beyond its rhythm, disabled. */
export const StateMark = ({ state }: { readonly state: State }) => (
  <Badge tone={STATES[state].tone}>
    <Shape state={state} />
    <span title={STATES[state].says}>{STATES[state].word}</span>
  </Badge>
);
