import { Switch as RadixSwitch } from 'radix-ui';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

const BOX =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink hover:border-faint aria-invalid:border-danger disabled:opacity-60';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it: the server's words, or the form's. */
  readonly error?: string | undefined;
}

function Wrap({ id, label, hint, error, children }: Around & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p id={`${id}-note`} role="alert" className="text-xs text-danger">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-note`} className="text-xs text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
const aria = (id: string, { hint, error }: Around) => ({
  id,
  'aria-invalid': error !== undefined || undefined,
  'aria-describedby': hint !== undefined || error !== undefined ? `${id}-note` : undefined,
});

export function Field({ label, hint, error, className, ...input }: Around & ComponentProps<'input'>) {
  const id = useId();
  const around = { label, hint, error };
  return (
    <Wrap id={id} {...around}>
      <input autoComplete="off" {...input} {...aria(id, around)} className={cx(BOX, 'h-8', className)} />
    </Wrap>
  );
}
export function Textarea({ label, hint, error, className, ...input }: Around & ComponentProps<'textarea'>) {
  const id = useId();
  const around = { label, hint, error };
  return (
    <Wrap id={id} {...around}>
      <textarea rows={3} {...input} {...aria(id, around)} className={cx(BOX, 'py-1.5', className)} />
    </Wrap>
  );
}
/** The platform's own: it is right on phones and for screen readers by itself. */
export function Select({
  label,
  hint,
  error,
  options,
  className,
  ...input
}: Around & ComponentProps<'select'> & { readonly options: readonly (readonly [value: string, word: string])[] }) {
  const id = useId();
  const around = { label, hint, error };
  return (
    <Wrap id={id} {...around}>
      <select {...input} {...aria(id, around)} className={cx(BOX, 'h-8', className)}>
        {options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Wrap>
  );
}
export function Switch({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-2">
      <RadixSwitch.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="relative h-[18px] w-8 shrink-0 rounded-full border border-line-strong bg-line transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-3.5 translate-x-px rounded-full bg-surface transition-transform data-[state=checked]:translate-x-[15px]" />
      </RadixSwitch.Root>
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
    </span>
  );
}
/** A box to tick, such as a row's. */
export const Tick = ({
  checked,
  some = false,
  label,
  onChange,
  ...rest
}: {
  readonly checked: boolean;
  readonly some?: boolean;
  readonly label: string;
  readonly onChange: (on: boolean, shift: boolean) => void;
  readonly tabIndex?: number;
}) => (
  <input
    type="checkbox"
    aria-label={label}
    checked={checked}
    ref={(el) => {
      if (el !== null) el.indeterminate = some && !checked;
    }}
    onChange={(event) => onChange(event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
    onClick={(event) => event.stopPropagation()}
    className="tick"
    {...rest}
  />
);
