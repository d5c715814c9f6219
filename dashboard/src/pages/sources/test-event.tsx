import { useEffect, useState } from 'react';
import { api, path } from '../../api/client.ts';
import { asApiError } from '../../api/problem.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { deliveryOnce, useRenew } from './data.ts';
import { BadRecords, Verdict } from './deliveries.tsx';
import { lag, plural } from './words.ts';

type Done = NonNullable<Awaited<ReturnType<typeof deliveryOnce>>>;
type Step =
  | { readonly at: 'idle' }
  | { readonly at: 'sending' }
  | { readonly at: 'waiting'; readonly delivery: string; readonly records: number; readonly since: number }
  | { readonly at: 'done'; readonly delivery: Done; readonly records: number }
  | { readonly at: 'failed'; readonly detail: string };

const ASK_MS = 1_000;
/** What took so long is in the list of deliveries once it is through. */
const WAIT_MAX_MS = 60_000;

/** A test event under way: sends the kind's own samples and asks what became of them. */
export function useTestEvent(id: string) {
  const [step, setStep] = useState<Step>({ at: 'idle' });
  const renew = useRenew();
  const send = async (): Promise<void> => {
    setStep({ at: 'sending' });
    try {
      const { delivery, records } = await api.post(path('/sources/{id}/test', { id }));
      setStep({ at: 'waiting', delivery, records, since: Date.now() });
    } catch (e) {
      setStep({ at: 'failed', detail: asApiError(e).detail });
    }
  };
  useEffect(() => {
    if (step.at !== 'waiting') return undefined;
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      const found = await deliveryOnce(step.delivery, stop.signal).catch(() => null);
      if (stop.signal.aborted) return;
      if (found !== null) {
        setStep({ at: 'done', delivery: found, records: step.records });
        await renew();
      } else if (Date.now() - step.since > WAIT_MAX_MS)
        setStep({
          at: 'failed',
          detail: 'It was accepted, and is not through after a minute. See the last deliveries.',
        });
    };
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `renew` is made anew each time; the step counts
  }, [step]);
  return { step, send, dismiss: () => setStep({ at: 'idle' }) } as const;
}
export type TestEvent = ReturnType<typeof useTestEvent>;

export const TestButton = ({ test, primary = false }: { readonly test: TestEvent; readonly primary?: boolean }) => (
  <Button
    look={primary ? 'primary' : 'plain'}
    busy={test.step.at === 'sending' || test.step.at === 'waiting'}
    onClick={() => void test.send()}
  >
    Send a test event
  </Button>
);

/** What came of it, in words; nothing before it is asked for. */
export function TestResult({ test: { step, dismiss } }: { readonly test: TestEvent }) {
  return (
    <div role="status">
      {step.at !== 'idle' && (
        <div className="flex items-start gap-2 rounded-lg border border-line bg-surface py-2 pl-4 pr-2 text-sm">
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            {step.at === 'sending' && <p className="text-muted">Sending…</p>}
            {step.at === 'waiting' && (
              <p className="text-muted">{plural(step.records, 'record')} sent; asking what became of them…</p>
            )}
            {step.at === 'failed' && <p className="text-danger wrap-anywhere">{step.detail}</p>}
            {step.at === 'done' && (
              <>
                <p className="flex flex-wrap items-center gap-x-2">
                  <Verdict verdict={step.delivery.verdict} />
                  <span>
                    {plural(step.records, 'sample record')} sent, {plural(step.delivery.events, 'event')} understood in{' '}
                    {lag(step.delivery.processedAt - step.delivery.acceptedAt)}.
                  </span>
                </p>
                {step.delivery.bad.length > 0 && <BadRecords bad={step.delivery.bad} />}
                <p className="text-xs text-muted">
                  This proves that records of this kind are understood. It went past the door, so it does not prove that
                  the sender has the right credential: its first delivery does.
                </p>
              </>
            )}
          </div>
          {(step.at === 'done' || step.at === 'failed') && (
            <IconButton icon="close" label="Dismiss" size="sm" onClick={dismiss} />
          )}
        </div>
      )}
    </div>
  );
}
