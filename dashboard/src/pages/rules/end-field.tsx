import { Field, Select } from '../../ui/field.tsx';
import { minuteWords } from './hunt-ranges.ts';
import { ENDS, endOf } from './words.ts';

export interface Ending {
  readonly choice: string;
  readonly date: string;
}

/** Until when: a length to choose, or a day; what comes of it is told exactly. */
export function EndField({
  label,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly value: Ending;
  readonly onChange: (next: Ending) => void;
  readonly error?: string | undefined;
}) {
  const end = endOf(value.choice, value.date, Date.now());
  return (
    <div className="flex flex-col gap-2">
      <Select
        label={label}
        value={value.choice}
        onChange={(e) => onChange({ ...value, choice: e.target.value })}
        options={ENDS}
        error={value.choice === 'date' ? undefined : error}
        hint={end === undefined || value.choice === 'date' ? undefined : `Ends ${minuteWords(end)}`}
      />
      {value.choice === 'date' && (
        <Field
          label="Last day"
          type="date"
          value={value.date}
          onChange={(e) => onChange({ ...value, date: e.target.value })}
          error={error}
        />
      )}
    </div>
  );
}
