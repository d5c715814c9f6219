import { useState, type ReactNode } from 'react';
import type { Quota } from '../../../../src/contracts/quotas.ts';
import type { Body } from '../../api/client.ts';
import { Field, Switch } from '../../ui/field.tsx';
import { microUsdOf, wholeOf } from './quota-words.ts';

type QuotaPatch = Omit<Body<'patch', '/agents/{agent}/quota'>, 'reason'>;
interface Fields {
  readonly fields: ReactNode;
  /** What differs from the quota as it is; undefined while a field holds no number. */
  readonly patch: QuotaPatch | undefined;
}

/** Fields for a quota, filled with what it is. `at`: what the server says is wrong with one. */
export function useQuotaFields(quota: Quota, at: (pointer: string) => string | undefined): Fields {
  const [actions, setActions] = useState(String(quota.actionsPerHour));
  const [tokens, setTokens] = useState(String(quota.tokensPerDay));
  const [dollars, setDollars] = useState(String(quota.microUsdPerDay / 1e6));
  const [selfSuggest, setSelfSuggest] = useState(quota.selfSuggest);
  const given = {
    actionsPerHour: wholeOf(actions),
    tokensPerDay: wholeOf(tokens),
    microUsdPerDay: microUsdOf(dollars),
  };
  const wrong = Object.values(given).includes(undefined);
  const whole = { ...given, selfSuggest } as Quota;
  const keys = Object.keys(whole) as (keyof Quota)[];
  const patch = wrong
    ? undefined
    : Object.fromEntries(keys.filter((k) => whole[k] !== quota[k]).map((k) => [k, whole[k]]));
  const number = 'A whole number from 0.';
  return {
    patch,
    fields: (
      <>
        <div className="grid gap-3 sm:grid-cols-3">
          <Field
            label="Actions an hour"
            inputMode="numeric"
            value={actions}
            onChange={(e) => setActions(e.target.value)}
            error={given.actionsPerHour === undefined ? number : at('/actionsPerHour')}
          />
          <Field
            label="Tokens a day"
            inputMode="numeric"
            value={tokens}
            onChange={(e) => setTokens(e.target.value)}
            error={given.tokensPerDay === undefined ? number : at('/tokensPerDay')}
          />
          <Field
            label="US dollars a day"
            inputMode="decimal"
            value={dollars}
            onChange={(e) => setDollars(e.target.value)}
            error={given.microUsdPerDay === undefined ? 'An amount such as 2.50.' : at('/microUsdPerDay')}
          />
        </div>
        <Switch label="May propose by itself" checked={selfSuggest} onChange={setSelfSuggest} />
      </>
    ),
  };
}
