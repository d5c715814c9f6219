import type { Report } from '../../../contracts/agents.ts';
import type { StepJob } from '../../../contracts/custody.ts';
import type { Action, Snapshot } from '../../action.ts';
import { judge, proofContext, scriptOf } from '../facts.ts';
import { changeOf } from '../names.ts';
import type { JobPort } from '../port.ts';
import { nextDue, reduce } from '../reduce.ts';
import { freshRecord, type CustodyRecord, type Input, type Op, type Outputs } from '../state.ts';
import { statusOf } from '../status.ts';
import { TIMES, type Times } from '../times.ts';

type Timeless<I> = I extends unknown ? Omit<I, 'now'> : never;

/** What the Durable Object does around the protocol, in memory and with a clock that tests set. */
export class CustodianDouble implements JobPort {
  record: CustodyRecord;
  now = 1_800_000_000_000;
  jobs: StepJob[] = [];
  reports: Pick<Report, 'incident'>[] = [];
  readonly times: Times;
  readonly action: Action;

  constructor(action: Action, times: Times = TIMES) {
    this.action = action;
    this.times = times;
    this.record = freshRecord('test');
  }

  run(input: Timeless<Input>): Outputs {
    const { record, out } = reduce(this.record, { ...input, now: this.now }, this.times);
    this.record = record;
    this.jobs.push(...out.jobs);
    this.reports.push(...out.reports);
    return out;
  }

  acquire(op: Op): void {
    this.run({ type: 'acquire', op, script: scriptOf(this.action) });
  }

  release(op: Op, reason = 'a person let go'): void {
    this.run({ type: 'release', opId: op.opId, org: op.org, spec: op.spec, reason });
  }

  status(opId: string) {
    return statusOf(this.record, opId, this.now);
  }

  due(): number | undefined {
    return nextDue(this.record);
  }

  /** Lets time pass to `at`, ringing the alarm whenever it is due. */
  passTo(at: number): void {
    for (let due = this.due(), rings = 0; due !== undefined && due <= at; due = this.due()) {
      if (rings++ > 1000) throw new Error('the alarm rings for ever');
      this.now = Math.max(this.now, due);
      this.run({ type: 'alarm' });
    }
    this.now = Math.max(this.now, at);
  }

  open: JobPort['open'] = (fence) => {
    const { op, pending: p } = this.record;
    if (!op || p?.kind !== 'job' || p.fence !== fence || p.goAt !== undefined) return Promise.resolve(null);
    const { mode, direction, step } = p;
    return Promise.resolve({ ...(this.record.payer ?? op), mode, direction, step, asOf: this.now });
  };

  intend: JobPort['intend'] = ({ fence, asOf, snapshot }) => {
    if (!this.record.op) return Promise.resolve({ do: 'stale' });
    const { verdict } = this.run({ type: 'intend', fence, asOf, snapshot, facts: this.facts(snapshot) });
    if (verdict.do !== 'prove') return Promise.resolve(verdict);
    const { params: _, ...context } = proofContext(undefined, this.record, snapshot, this.now);
    return Promise.resolve({ ...verdict, context });
  };

  facts(snapshot: Snapshot) {
    return judge(this.action, this.action.params.parse(this.record.op?.spec.params), this.record, snapshot, this.now);
  }

  observe: JobPort['observe'] = (answer) => {
    this.run({ type: 'observe', ...answer });
    return Promise.resolve();
  };

  unread: JobPort['unread'] = (answer) => {
    this.run({ type: 'unread', ...answer });
    return Promise.resolve();
  };

  prove: JobPort['prove'] = (answer) => {
    this.run({ type: 'prove', ...answer });
    return Promise.resolve();
  };
}

/** An operation as a checked permit would make it. */
export function opFor(
  action: Action,
  params: Record<string, string>,
  over: { n?: number; preImageDigest: string; leaseMs?: number; now: number },
): Op {
  const place = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
  const spec = {
    action: action.id,
    account: place.account,
    region: place.region,
    params,
    target: action.target(params, place),
    locks: [...action.locks(params, place)],
  };
  const n = over.n ?? 1;
  return {
    opId: `op_${n}`,
    org: 'org_test',
    incident: `inc_${n}`,
    plan: `plan_${n}`,
    spec,
    change: changeOf(spec),
    preImageDigest: over.preImageDigest,
    leaseMs: over.leaseMs ?? 3_600_000,
    permit: `permit-${n}`,
    permitUntil: over.now + 3_600_000,
  };
}
