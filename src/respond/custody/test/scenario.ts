import type { AwsAnswer, AwsRequest } from '../../../aws/types.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import type { Action, Place, Snapshot, StepContext } from '../../action.ts';
import { executeStep, type StepDeps } from '../../execute-step.ts';
import { CustodianDouble, opFor } from './custodian-double.ts';

export const PLACE: Place = { account: '111122223333', region: 'us-east-1', partition: 'aws' };

/** A double of one AWS service: answers reads, keeps writes in `sent`, and may be told to fail. */
export abstract class AwsDouble {
  readonly sent: AwsRequest[] = [];
  /** What befalls a request: `error` says that AWS did nothing, with `after` it did and the answer got lost. */
  fault: (r: AwsRequest) => { error: AwsAnswer; after?: true } | undefined = () => undefined;

  /** The answer to a request, and its effect. */
  protected abstract answer(r: AwsRequest): AwsAnswer;
  protected isRead(r: AwsRequest): boolean {
    return /^(Get|List|Describe)/.test(r.operation);
  }

  /** Throws where a request is not made as it must be: no answer of AWS, for the tested code is wrong. */
  protected must(holds: boolean, r: AwsRequest): void {
    if (!holds) throw new Error(`not a request to be made: ${JSON.stringify(r)}`);
  }

  send = (r: AwsRequest): Promise<AwsAnswer> => {
    const fault = this.fault(r);
    if (fault && fault.after !== true) return Promise.resolve(fault.error);
    if (!this.isRead(r)) this.sent.push(r);
    const answer = this.answer(r);
    return Promise.resolve(fault?.error ?? answer);
  };
}

/** An answer by which AWS refuses. */
export const refused = (kind: 'denied' | 'not_found' | 'invalid' | 'unsupported' | 'conflict', code: string) =>
  err({ kind, code, message: code });
export const lost = err({ kind: 'unknown' as const, code: 'Timeout', message: 'no answer' });

/** One action through its whole life on a double of AWS, with custody's own clock. */
export class Scenario<P> {
  readonly custody: CustodianDouble;
  readonly #aws: AwsDouble;
  readonly #action: Action;
  readonly #params: P;

  constructor(action: Action, params: P, aws: AwsDouble) {
    this.#action = action;
    this.#params = params;
    this.#aws = aws;
    this.custody = new CustodianDouble(action);
  }

  async read(): Promise<Snapshot> {
    const read = await this.#action.read(this.#aws.send, this.#params, PLACE);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  }

  /** Acquires under the plan that AWS shows right now. */
  async acquire(n = 1): Promise<ReturnType<typeof opFor>> {
    const preImageDigest = digestOf(this.#action.material(await this.read()));
    const op = opFor(this.#action, this.#params as Record<string, string>, {
      n,
      preImageDigest,
      now: this.custody.now,
      leaseMs: 100 * 24 * 3_600_000,
    });
    this.custody.acquire(op);
    return op;
  }

  /** Works, and lets custody's own waits pass, until the operation rests in a state. */
  async until(state: string, opId = 'op_1') {
    const deps: StepDeps = {
      custody: this.custody,
      credentials: () => Promise.resolve(ok({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', narrowed: true })),
      client: () => ({ send: this.#aws.send, sendRead: this.#aws.send }),
      now: () => this.custody.now,
      goValidMs: this.custody.times.goValidMs,
    };
    const work = async () => {
      for (let job = this.custody.jobs.shift(); job; job = this.custody.jobs.shift()) await executeStep(job, deps);
    };
    for (let n = 0; n < 500; n++) {
      await work();
      const due = this.custody.due();
      if (this.custody.status(opId)?.state === state || due === undefined) break;
      this.custody.passTo(due);
    }
    await work();
    return this.custody.status(opId);
  }

  /** What a step or the probe is told, with the first operation as the writer. */
  context(preImage: Snapshot, now: Snapshot): StepContext<P> {
    return {
      params: this.#params,
      place: PLACE,
      opId: 'op_1',
      incident: 'inc_1',
      preImage,
      now,
      intendedAt: 1_800_000_000_000,
    };
  }
}
