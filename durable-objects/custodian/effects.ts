import type { Report } from '../../src/contracts/agents.ts';
import type { StepJob } from '../../src/contracts/custody.ts';
import { drainOutbox, type Outbox, type OutboxRow } from '../../src/kit/outbox.ts';
import type { CustodianApi } from '../../src/respond/custody/port.ts';

/** Queue sends that fail are tried for about a quarter of an hour; jobs are asked for again by the alarm in any case. */
const ATTEMPTS_MOST = 24;

export interface EffectDeps {
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly steps: { send(job: StepJob): Promise<unknown> };
  readonly reports: { send(report: Report): Promise<unknown> };
  readonly custodian: (name: string) => Pick<CustodianApi, 'lock' | 'unlock'>;
  readonly name: string;
  readonly onLocked: (opId: string, lock: string, granted: boolean) => void;
}

interface LockBody {
  readonly custodian: string;
  readonly lock: string;
  readonly opId: string;
}

/** Sends what waits in the outbox. Never throws. */
export function sendEffects(deps: EffectDeps): Promise<number> {
  return drainOutbox({
    outbox: deps.outbox,
    now: deps.now,
    maxAttempts: ATTEMPTS_MOST,
    perform: (row) => perform(deps, row),
    giveUp: (row, error) => {
      // A job is asked for again by its time-out. A report or an unlock has no other owner: it starts over.
      if (row.kind === 'report' || row.kind === 'unlock')
        deps.outbox.add(`${row.id}+`.slice(0, 400), row.kind, JSON.parse(row.body), deps.now() + 60_000);
      console.error(JSON.stringify({ message: 'custody effect given up', kind: row.kind, error: error.slice(0, 200) }));
    },
  });
}

async function perform(deps: EffectDeps, row: OutboxRow): Promise<void> {
  switch (row.kind) {
    case 'step':
      await deps.steps.send(JSON.parse(row.body) as StepJob);
      return;
    case 'report':
      await deps.reports.send(JSON.parse(row.body) as Report);
      return;
    case 'lock': {
      const body = JSON.parse(row.body) as LockBody;
      const { granted } = await deps.custodian(body.custodian).lock({ opId: body.opId, owner: deps.name });
      deps.onLocked(body.opId, body.lock, granted);
      return;
    }
    case 'unlock': {
      const body = JSON.parse(row.body) as LockBody;
      await deps.custodian(body.custodian).unlock({ opId: body.opId });
      return;
    }
    default:
      throw new Error(`custody has no effect of the kind ${row.kind}`);
  }
}
