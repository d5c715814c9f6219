import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { DecisionPointTested, DecisionPointView } from '../../../../src/contracts/policies.ts';
import { api, ApiError, under } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select, Switch } from '../../ui/field.tsx';
import { KeyValues, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { Confirm } from '../account/confirm.tsx';
import { useSend } from '../administration/use-form.ts';
import { useNameOf } from '../incident/queries.ts';
import { obligationWords } from './data.ts';
import { OUTCOME, OUTCOME_TONE } from './outcome.ts';

/** Set, or null where the policies decide. */
const usePoint = () =>
  useQuery({
    queryKey: ['decision-point'],
    queryFn: ({ signal }) =>
      api
        .get('/decision-point', { signal })
        .then(under<DecisionPointView>)
        .catch((e: unknown) => {
          if (e instanceof ApiError && e.status === 404) return null;
          throw e;
        }),
  });

function Form({ point }: { readonly point: DecisionPointView | null }) {
  const client = useQueryClient();
  const form = useSend();
  const [url, setUrl] = useState(point?.url ?? '');
  const [keep, setKeep] = useState(point?.hasToken === true ? 'keep' : 'none');
  const [token, setToken] = useState('');
  const [timeoutMs, setTimeoutMs] = useState(String(point?.timeoutMs ?? 800));
  const [enabled, setEnabled] = useState(point?.enabled ?? true);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    void form.send(async () => {
      await api.put('/decision-point', {
        kind: 'opa',
        url: url.trim(),
        timeoutMs: Number(timeoutMs),
        enabled,
        ...(keep === 'keep' ? {} : { token: keep === 'new' ? token : null }),
      });
      await client.invalidateQueries({ queryKey: ['decision-point'] });
      toast.done(enabled ? 'It decides from now on.' : 'Kept; the policies decide.');
    });
  };
  return (
    <form className="grid max-w-[640px] gap-3 sm:grid-cols-2" onSubmit={submit}>
      <div className="sm:col-span-2">
        <Field
          label="Address"
          className="mono"
          type="url"
          required
          placeholder="https://opa.example.com/v1/data/vedette/decision"
          hint="OPA’s data API: https://host/v1/data/ and the path of the rule"
          value={url}
          onChange={(e) => setUrl(e.target.value)}
          error={form.at('/url')}
        />
      </div>
      <Select
        label="Token"
        value={keep}
        onChange={(e) => setKeep(e.target.value)}
        options={[
          ...(point?.hasToken === true ? [['keep', 'As it is'] as const] : []),
          ['none', 'None'],
          ['new', 'A new one'],
        ]}
      />
      {keep === 'new' ? (
        <Field
          label="New token"
          type="password"
          value={token}
          hint="Kept sealed, never shown again"
          onChange={(e) => setToken(e.target.value)}
          error={form.at('/token')}
        />
      ) : (
        <span className="max-sm:hidden" />
      )}
      <Field
        label="Wait at most (ms)"
        type="number"
        min={50}
        max={5000}
        value={timeoutMs}
        hint="Then a person is asked"
        onChange={(e) => setTimeoutMs(e.target.value)}
        error={form.at('/timeoutMs')}
      />
      <div className="flex items-center sm:pt-2">
        <Switch label="It decides in place of the policies" checked={enabled} onChange={setEnabled} />
      </div>
      {form.general !== undefined && (
        <p role="alert" className="text-sm text-danger sm:col-span-2">
          {form.general}
        </p>
      )}
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Button
          type="submit"
          look="primary"
          busy={form.busy}
          disabled={url.trim() === '' || (keep === 'new' && token === '') || !/^\d+$/.test(timeoutMs)}
        >
          Save
        </Button>
        {point !== null && (
          <Confirm
            label="Take away"
            title="Take the decision point away?"
            follows="The policies decide again, at once."
            act={async () => {
              await api.delete('/decision-point');
              await client.invalidateQueries({ queryKey: ['decision-point'] });
            }}
          />
        )}
      </div>
    </form>
  );
}

function Test() {
  const form = useSend();
  const [tested, setTested] = useState<DecisionPointTested>();
  const asks = tested?.obligations === undefined ? [] : obligationWords(tested.obligations);
  return (
    <Panel
      title="Test"
      aside={
        <Button
          size="sm"
          busy={form.busy}
          onClick={() =>
            void form.send(async () => {
              setTested(await api.post('/decision-point/test').then(under<DecisionPointTested>));
            })
          }
        >
          Ask about a made-up action
        </Button>
      }
    >
      {form.general !== undefined ? (
        <p role="alert" className="text-sm text-danger">
          {form.general}
        </p>
      ) : tested === undefined ? (
        <p className="text-sm text-muted">Nothing is done in AWS. Shows what it answers, and how fast.</p>
      ) : (
        <div role="status">
          <KeyValues
            items={[
              [
                'Answered',
                tested.answered ? (
                  <Badge tone="ok">yes, in {tested.tookMs} ms</Badge>
                ) : (
                  <Badge tone="danger">no, after {tested.tookMs} ms</Badge>
                ),
              ],
              [
                'Outcome',
                <Badge key="o" tone={OUTCOME_TONE[tested.outcome]}>
                  {OUTCOME[tested.outcome]}
                </Badge>,
              ],
              ['Reasons', tested.reasons.join('; ') || 'none given'],
              ...(asks.length === 0 ? [] : [['Asks besides', asks.join(', ')] as const]),
              [
                'Version',
                <span key="v" className="mono">
                  {tested.policyVersion}
                </span>,
              ],
            ]}
          />
        </div>
      )}
    </Panel>
  );
}

/** An OPA that decides in place of the policies: where it is, whether it answers. */
export function DecisionPoint() {
  const point = usePoint();
  const nameOf = useNameOf();
  if (point.isPending) return <SkeletonLines lines={6} />;
  if (point.isError) return <ErrorState error={point.error} retry={() => void point.refetch()} />;
  return (
    <div className="flex max-w-[760px] flex-col gap-4">
      <p className="text-sm text-muted">
        {point.data === null
          ? 'The policies decide. An Open Policy Agent of yours can decide in their place: each action is sent to it, and where it does not answer in time or answers nonsense, a person is asked.'
          : point.data.enabled
            ? 'An Open Policy Agent decides in place of the policies. Where it does not answer in time, or answers nonsense, a person is asked.'
            : 'A decision point is set but switched off: the policies decide.'}
        {point.data !== null && (
          <>
            {' '}
            Set by {nameOf(point.data.updatedBy)} <Time at={point.data.updatedAt} />.
          </>
        )}
      </p>
      <Form key={point.data?.updatedAt ?? 0} point={point.data} />
      {point.data !== null && <Test />}
    </div>
  );
}
