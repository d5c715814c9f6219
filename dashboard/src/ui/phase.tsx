import { cx } from '../lib/cx.ts';

interface Look {
  readonly word: string;
  /** Share of the way that is done, for the ring. */
  readonly done: number;
  readonly tone: string;
}
const PHASES: Record<string, Look> = {
  triage: { word: 'Triage', done: 0.1, tone: 'text-muted' },
  investigate: { word: 'Investigating', done: 0.25, tone: 'text-muted' },
  decide: { word: 'Deciding', done: 0.4, tone: 'text-muted' },
  await_approval: { word: 'Awaits approval', done: 0.5, tone: 'text-warn' },
  respond: { word: 'Responding', done: 0.65, tone: 'text-accent' },
  verify: { word: 'Verifying', done: 0.8, tone: 'text-accent' },
  hold: { word: 'Contained', done: 0.9, tone: 'text-accent' },
  closed: { word: 'Closed', done: 1, tone: 'text-ok' },
  escalated: { word: 'Escalated', done: 0.5, tone: 'text-danger' },
  merged: { word: 'Merged', done: 1, tone: 'text-faint' },
};
const R = 4.5;
const AROUND = 2 * Math.PI * R;

/** Where an incident is: a ring that fills on its way, a diamond where a person must act. */
export function PhaseChip({ phase }: { readonly phase: string }) {
  const look = PHASES[phase] ?? { word: phase, done: 0, tone: 'text-muted' };
  const person = phase === 'await_approval' || phase === 'escalated';
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-xs font-medium', look.tone)}>
      <svg
        aria-hidden="true"
        width="14"
        height="14"
        viewBox="0 0 14 14"
        fill="none"
        stroke="currentColor"
        className="shrink-0"
      >
        {person ? (
          <path d="M7 1.5 12.5 7 7 12.5 1.5 7Z" fill="currentColor" strokeLinejoin="round" />
        ) : (
          <>
            <circle cx="7" cy="7" r="5.75" strokeWidth="1.3" opacity={look.done === 1 ? 1 : 0.45} />
            {look.done === 1 ? (
              <path d="m4.5 7.2 1.7 1.7 3.4-3.7" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
            ) : (
              <circle
                cx="7"
                cy="7"
                r={R / 2}
                strokeWidth={R}
                strokeDasharray={`${(AROUND / 2) * look.done} ${AROUND}`}
                transform="rotate(-90 7 7)"
              />
            )}
          </>
        )}
      </svg>
      {look.word}
    </span>
  );
}
export const phaseWord = (phase: string): string => PHASES[phase]?.word ?? phase;

/** Risk of 0 to 100: the number, and a bar of ten steps. */
export function RiskBar({ risk }: { readonly risk: number }) {
  const tone =
    risk >= 80 ? 'bg-sev-critical' : risk >= 60 ? 'bg-sev-high' : risk >= 30 ? 'bg-sev-medium' : 'bg-sev-info';
  return (
    <span role="img" aria-label={`Risk ${risk} of 100`} className="inline-flex items-center gap-2">
      <span aria-hidden="true" className="w-6 text-right text-xs font-medium">
        {risk}
      </span>
      <span aria-hidden="true" className="flex gap-px">
        {Array.from({ length: 10 }, (_, i) => (
          <span key={i} className={cx('h-2.5 w-1 rounded-[1px]', i < Math.round(risk / 10) ? tone : 'bg-line')} />
        ))}
      </span>
    </span>
  );
}
