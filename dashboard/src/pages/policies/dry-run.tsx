import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { CodeField } from './code-field.tsx';
import { usePolicies } from './data.ts';
import { DryRunResult, useDryRun } from './dry-run-result.tsx';
import { useValidation } from './use-validation.ts';

/** As the API has it (DRY_RUN_MAX_INCIDENTS): the contract itself would bring its parser along. */
const INCIDENTS_MAX = 200;
const NEW = 'new';
const NEW_ID = 'proposed';
const START = `@approvals("2")
forbid (principal, action == Vedette::Action::"act", resource)
when { context.production && !context.reversible };
`;

/** What another policy would have decided of the last incidents, without putting it in force. */
export function DryRun() {
  const policies = usePolicies();
  const dry = useDryRun();
  const [which, setWhich] = useState(NEW);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({ [NEW]: START });
  const [without, setWithout] = useState(false);
  const [last, setLast] = useState('50');
  const text = texts[which] ?? policies.data?.policies[which] ?? '';
  const id = which === NEW ? NEW_ID : which;
  const check = useValidation(id, text);
  if (policies.isPending) return <SkeletonLines lines={8} />;
  if (policies.isError) return <ErrorState error={policies.error} retry={() => void policies.refetch()} />;
  const n = Number(last);
  const wrongNumber = !/^\d{1,3}$/.test(last) || n < 1 || n > INCIDENTS_MAX;
  const gone = without && which !== NEW;
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_140px]">
        <Select
          label="Policy"
          value={which}
          onChange={(e) => setWhich(e.target.value)}
          options={[[NEW, 'A new one'], ...Object.keys(policies.data.policies).map((p) => [p, p] as const)]}
        />
        <Select
          label="What to try"
          value={gone ? 'without' : 'text'}
          disabled={which === NEW}
          onChange={(e) => setWithout(e.target.value === 'without')}
          options={[
            ['text', 'The text below'],
            ['without', 'Without this policy'],
          ]}
        />
        <Field
          label="Last incidents"
          inputMode="numeric"
          value={last}
          onChange={(e) => setLast(e.target.value)}
          error={wrongNumber ? `1 to ${INCIDENTS_MAX}` : undefined}
        />
      </div>
      {!gone && (
        <CodeField
          label="Cedar"
          value={text}
          onChange={(t) => setTexts({ ...texts, [which]: t })}
          errors={check.errors}
          note={check.settled ? 'No fault found. Nothing here is kept or put in force.' : 'Being checked…'}
        />
      )}
      <div>
        <Button
          look="primary"
          busy={dry.busy}
          disabled={wrongNumber || (!gone && (text.trim() === '' || check.errors.length > 0))}
          onClick={() => void dry.run({ incidents: n, changes: { [id]: gone ? null : text } })}
        >
          Dry run
        </Button>
      </div>
      <DryRunResult dry={dry} />
    </div>
  );
}
