import { Fragment, type ReactNode } from 'react';
import { Field, Textarea } from '../../ui/field.tsx';
import type { Kind, Setting } from './data.ts';
import { usualRhythm, type Draft, type Wrong } from './form.ts';

type Change = (next: Partial<Draft>) => void;

function SettingField(props: {
  readonly setting: Setting;
  readonly value: string;
  readonly wrong: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { setting: s, value, wrong, onChange } = props;
  const common = {
    label: s.required ? s.label : `${s.label} (optional)`,
    value,
    required: s.required,
    placeholder: s.example,
    spellCheck: false,
    error: wrong,
    className: 'mono',
  };
  const hint = s.type === 'list' ? `${s.help} One a line.` : s.help;
  return s.type === 'list' ? (
    <Textarea {...common} hint={hint} onChange={(e) => onChange(e.target.value)} />
  ) : (
    <Field {...common} hint={hint} onChange={(e) => onChange(e.target.value)} />
  );
}

const RHYTHMS = (kind: Kind): readonly (readonly [Draft['rhythm'], string])[] => [
  ['usual', usualRhythm(kind)],
  ['set', 'After a time that I set'],
  ['never', 'Never: it speaks only when something happens'],
];

function Rhythm({
  kind,
  draft,
  wrong,
  change,
}: {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly wrong: Wrong;
  readonly change: Change;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium">When its silence is a finding</legend>
      {RHYTHMS(kind).map(([value, word]) => (
        <Fragment key={value}>
          <label className="flex min-h-6 items-center gap-2 text-sm pointer-coarse:min-h-9">
            <input
              type="radio"
              name="rhythm"
              value={value}
              checked={draft.rhythm === value}
              onChange={() => change({ rhythm: value })}
              className="size-4 accent-(--accent)"
            />
            {word}
          </label>
          {value === 'set' && draft.rhythm === 'set' && (
            <div className="mb-1 ml-6 max-w-50">
              <Field
                label="Minutes of silence"
                inputMode="numeric"
                value={draft.after}
                error={wrong['rhythm']}
                onChange={(e) => change({ after: e.target.value })}
              />
            </div>
          )}
        </Fragment>
      ))}
      {draft.rhythm !== 'set' && wrong['rhythm'] !== undefined && (
        <p role="alert" className="text-xs text-danger">
          {wrong['rhythm']}
        </p>
      )}
    </fieldset>
  );
}

/** Name, accounts, the kind's settings, rhythm: of a new source and of one that exists. */
export function SourceFields(props: {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly wrong: Wrong;
  readonly change: Change;
  /** Begin at the first field: the page was opened to fill it in. */
  readonly begin?: boolean;
  readonly children?: ReactNode;
}) {
  const { kind, draft, wrong, change, begin = false } = props;
  const required = kind.settings.toSorted((a, b) => Number(b.required) - Number(a.required));
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Name"
        value={draft.name}
        maxLength={100}
        required
        autoFocus={begin}
        hint="What your colleagues know it by."
        error={wrong['name']}
        onChange={(e) => change({ name: e.target.value })}
      />
      <Textarea
        label={`It may speak of: ${kind.accounts.label}`}
        rows={2}
        spellCheck={false}
        value={draft.accounts}
        placeholder={kind.accounts.example}
        hint="Apart by blanks, commas or lines. What it says of any other is kept and marked as foreign, and never leads to an action."
        error={wrong['accounts']}
        className="mono"
        onChange={(e) => change({ accounts: e.target.value })}
      />
      {required.map((s) => (
        <SettingField
          key={s.name}
          setting={s}
          value={draft.settings[s.name] ?? ''}
          wrong={wrong[`settings.${s.name}`]}
          onChange={(value) => change({ settings: { ...draft.settings, [s.name]: value } })}
        />
      ))}
      <Rhythm kind={kind} draft={draft} wrong={wrong} change={change} />
      {props.children}
      {wrong[''] !== undefined && (
        <p role="alert" className="text-sm text-danger wrap-anywhere">
          {wrong['']}
        </p>
      )}
    </div>
  );
}
