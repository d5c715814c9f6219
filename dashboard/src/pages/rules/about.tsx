import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/id.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { Rule } from './data.ts';
import { Reference } from './external.tsx';
import { describe } from './words.ts';

const Heading = ({ children }: { readonly children: string }) => (
  <h3 className="text-xs font-semibold text-muted">{children}</h3>
);

/** What the rule says of itself: what it sees, what to do about it, what it may be instead, where to read on. */
export function About({ rule: r }: { readonly rule: Rule }) {
  const { lead, steps } = describe(r.description);
  const silent = lead === '' && steps.length === 0 && r.falsePositives.length === 0 && r.references.length === 0;
  return (
    <Panel title="What it sees">
      <div className="flex max-w-[72ch] flex-col gap-4 text-sm">
        {silent && (
          <p className="text-muted">
            The text says nothing of what it sees and what to do about it. A <span className="mono">description</span>{' '}
            with the steps of a triage helps whoever is on call.
          </p>
        )}
        {lead !== '' && <p className="whitespace-pre-line">{lead}</p>}
        {steps.length > 0 && (
          <div className="flex flex-col gap-1.5">
            <Heading>Triage</Heading>
            <ol className="list-decimal space-y-1 pl-5 marker:text-muted">
              {steps.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ol>
          </div>
        )}
        {r.falsePositives.length > 0 && (
          <div className="flex flex-col gap-1.5">
            <Heading>What it may be instead</Heading>
            <ul className="list-disc space-y-1 pl-5 marker:text-muted">
              {r.falsePositives.map((f) => (
                <li key={f}>{f}</li>
              ))}
            </ul>
          </div>
        )}
        {r.references.length > 0 && (
          <div className="flex flex-col gap-1">
            <Heading>References</Heading>
            <ul className="text-xs">
              {r.references.map((f) => (
                <li key={f}>
                  <Reference text={f} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** The rule as it is written. */
export const SigmaText = ({ rule: r }: { readonly rule: Rule }) => (
  <Panel title="Sigma" aside={<CopyButton text={r.yaml} label="Copy the rule" />} flush>
    <pre
      tabIndex={0}
      aria-label="The rule in Sigma"
      className="mono max-h-[560px] overflow-auto px-4 py-3 text-xs leading-5"
    >
      {r.yaml}
    </pre>
  </Panel>
);

/** What holds the rule to its word: cases that ship beside it. */
export function Cases({ rule: { cases, origin } }: { readonly rule: Rule }) {
  return (
    <Panel title="Cases" flush>
      {cases.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">
          {origin === 'own'
            ? 'Own rules have none: try the text on events while you write it.'
            : 'No cases ship beside this rule.'}
        </p>
      ) : (
        <ul>
          {cases.map((c) => (
            <li
              key={c.name}
              className="flex min-h-9 items-start gap-2 border-b border-line px-4 py-2 text-sm last:border-0"
            >
              <span className="w-20 shrink-0">
                <Badge tone={c.match ? 'danger' : 'ok'}>{c.match ? 'must fire' : 'must not'}</Badge>
              </span>
              <span className="min-w-0 flex-1 wrap-anywhere">{c.name}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
