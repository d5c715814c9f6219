import { WorkerEntrypoint } from 'cloudflare:workers';
import * as z from 'zod';
import { Id, OrgId, V1 } from '../../src/contracts/common.ts';
import { AcquireRequest, ActionSpec } from '../../src/contracts/custody.ts';
import type { CustodyApi, Rpc } from '../../src/contracts/rpc.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { custodianOf } from '../../src/respond/custody/names.ts';
import { previewOf } from '../../src/respond/preview.ts';
import { aws } from './aws.ts';
import type { Env } from './env.ts';

/** Specs of one preview; a plan has no more. */
const SPECS_MOST = 32;

const PreviewRequest = z.object({
  v: V1,
  org: OrgId,
  incident: Id,
  specs: z.array(z.object({ opId: Id, spec: ActionSpec })).max(SPECS_MOST),
});
const StatusRequest = z.object({ v: V1, org: OrgId, opId: Id, spec: ActionSpec });
const ReleaseRequest = StatusRequest.extend({ reason: z.string().max(1000) });

/** Parses an argument; the error names the field. */
function parse<S extends z.ZodType>(schema: S, input: unknown): Result<z.infer<S>, Failure> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(failure('malformed', issue?.message ?? 'not valid', { field: `/${issue?.path.join('/') ?? ''}` }));
}

/** What the supervisor may ask: look, acquire, say how it stands, let go. */
export class Custody extends WorkerEntrypoint<Env> implements CustodyApi {
  async preview(input: Parameters<CustodyApi['preview']>[0]): ReturnType<CustodyApi['preview']> {
    const req = parse(PreviewRequest, input);
    if (!req.ok) return req;
    const { org, incident, specs } = req.value;
    const deps = {
      credentials: (spec: ActionSpec) => this.env.STEP_CREDENTIALS.forPreview({ v: 1, org, incident, spec }),
      client: aws.clientFor(this.env),
      now: Date.now,
    };
    const previews = specs.map(async ({ opId, spec }) => ({
      opId,
      result: await previewOf(spec, incident, deps).catch(() =>
        err(failure('unavailable', 'the preview broke off; ask again')),
      ),
    }));
    return ok({ previews: await Promise.all(previews) });
  }

  async acquire(input: AcquireRequest): ReturnType<CustodyApi['acquire']> {
    const req = parse(AcquireRequest, input);
    return req.ok ? this.#reach((c) => c.acquire(req.value), req.value) : req;
  }

  async status(input: Parameters<CustodyApi['status']>[0]): ReturnType<CustodyApi['status']> {
    const req = parse(StatusRequest, input);
    return req.ok ? this.#reach((c) => c.status(req.value), req.value) : req;
  }

  async release(input: Parameters<CustodyApi['release']>[0]): ReturnType<CustodyApi['release']> {
    const req = parse(ReleaseRequest, input);
    return req.ok ? this.#reach((c) => c.release(req.value), req.value) : req;
  }

  /** The custodian of a spec's target; all calls to it are idempotent, so that an object that restarts is asked again. */
  async #reach<T>(
    call: (custodian: ReturnType<Env['CUSTODIAN']['getByName']>) => Rpc<T>,
    { org, spec }: { org: string; spec: ActionSpec },
  ): Rpc<T> {
    const name = custodianOf(org, spec);
    try {
      return await call(this.env.CUSTODIAN.getByName(name)).catch(() => call(this.env.CUSTODIAN.getByName(name)));
    } catch {
      return err(failure('unavailable', 'custody did not answer; ask again'));
    }
  }
}
