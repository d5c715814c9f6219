import { Link } from '@tanstack/react-router';
import { Id } from '../../ui/id.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Time } from '../../ui/time.tsx';
import { useNameOf } from '../incident/queries.ts';
import { levelInForce, logsourceOf, type Rule } from './data.ts';
import { Technique } from './external.tsx';
import { minuteWords } from './hunt-ranges.ts';
import { StateMark } from './state-badge.tsx';
import { STATE_MEANS } from './words.ts';

/** How the rule stands here: its state, who changed that and until when. */
export function Standing({ rule: r }: { readonly rule: Rule }) {
  const nameOf = useNameOf();
  const t = r.tuning;
  const level = levelInForce(r);
  return (
    <Panel title="Standing">
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <StateMark state={r.state} />
          <span className="text-muted">{STATE_MEANS[r.state]}</span>
        </div>
        {t !== null && (
          <div className="flex flex-col gap-1 rounded-md border border-warn/40 bg-warn-soft px-3 py-2 text-sm">
            <p className="font-medium">Not as it ships</p>
            <p className="wrap-anywhere">{t.reason}</p>
            <p className="text-xs text-muted">
              {t.by !== undefined && (
                <>
                  {nameOf(t.by)}, <Time at={t.at} /> ·{' '}
                </>
              )}
              {t.until === null ? (
                'without an end'
              ) : (
                <>
                  as it ships again <Time at={t.until} />, {minuteWords(t.until)}
                </>
              )}
            </p>
          </div>
        )}
        <KeyValues
          items={[
            [
              'Level',
              <span key="l" className="flex flex-wrap items-center gap-2">
                <SeverityMark severity={level} word />
                {level !== r.level && <span className="text-xs text-muted">ships as {r.level}</span>}
              </span>,
            ],
            ['Origin', r.origin === 'own' ? `Your own, version ${r.version ?? 1}` : 'Ships with Vedette'],
            ['Kind', r.kind === 'correlation' ? 'Correlation: counts over time' : 'Rule: one event'],
            ['Status', r.status],
            ['Log source', logsourceOf(r) || <span className="text-faint">any</span>],
            [
              'Techniques',
              r.techniques.length === 0 ? (
                <span className="text-faint">none named</span>
              ) : (
                <span key="t" className="flex flex-wrap gap-x-3">
                  {r.techniques.map((id) => (
                    <Technique key={id} id={id} />
                  ))}
                </span>
              ),
            ],
            [
              'Tactics',
              r.tactics.map((word) => word.replaceAll('-', ' ')).join(', ') || (
                <span className="text-faint">none named</span>
              ),
            ],
            ['Id', <Id key="i" id={r.id} />],
          ]}
        />
      </div>
    </Panel>
  );
}

const FIGURE = 'flex flex-col rounded-md border border-line px-3 py-2';

/** How often it matched in 30 days. */
export function Matches({ rule: { matches: m, id, wentQuiet } }: { readonly rule: Rule }) {
  return (
    <Panel title="In the last 30 days">
      {wentQuiet && (
        <p className="mb-3 rounded-md border border-warn/40 bg-warn-soft px-3 py-2 text-sm">
          <span className="font-medium">It used to fire and has fallen silent.</span> {m.before.toLocaleString('en')}{' '}
          {m.before === 1 ? 'finding' : 'findings'} in the 60 days before. Is its sender still sending? See Sources.
        </p>
      )}
      <dl className="grid grid-cols-3 gap-2">
        {(
          [
            ['findings', m.findings],
            ['in shadow', m.shadow],
            ['suppressed', m.suppressed],
          ] as const
        ).map(([word, n]) => (
          <div key={word} className={FIGURE}>
            <dt className="order-2 text-xs text-muted">{word}</dt>
            <dd className="text-lg font-semibold">{n.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 flex flex-wrap items-center justify-between gap-2 text-sm text-muted">
        <span>
          Last match <Time at={m.lastAt} unknown="none in 30 days" />
        </span>
        <Link
          to="/findings"
          search={{ rule: id } as never}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          Findings of this rule
        </Link>
      </p>
    </Panel>
  );
}
