import { WorkerEntrypoint } from 'cloudflare:workers';
import type { ApprovalsApi, IdentityApi, ReadCredentialsApi, StepCredentialsApi } from '../../src/contracts/rpc.ts';
import { sweepJudgements } from '../../src/decide/admin/judgements.ts';
import { pendingPlans, showPlan, submitApproval } from '../../src/decide/approvals.ts';
import { forPreview, forRead } from '../../src/decide/credentials/for-read.ts';
import { forStep } from '../../src/decide/credentials/for-step.ts';
import { authenticate } from '../../src/decide/identity.ts';
import { flushJournal } from '../../src/decide/record.ts';
import { knownSession } from '../../src/decide/sign-in/session.ts';
import { gateDeps, readCache } from './deps.ts';
import type { Env, Req } from './env.ts';

export { Admin } from './admin.ts';
export { Board } from './board.ts';
export { Decisions } from './decisions.ts';
export { DetectionContent, Detections } from './detections.ts';
export { Directory } from './directory.ts';
export { Me } from './me.ts';
export { PullCredentials } from './pull-credentials.ts';
export { Safeguards } from './safeguards.ts';
export { SignIn } from './sign-in.ts';
export { Slack } from './slack.ts';
export { SourceKeys, SourceRhythms } from './sources.ts';

/*
 * Each class is one binding's worth of authority. Methods only hand on: the functions parse every argument again, and
 * those under Admin and Approvals look the caller up again.
 */

export class Identity extends WorkerEntrypoint<Env> implements IdentityApi {
  authenticate(req: Req<IdentityApi, 'authenticate'>) {
    return authenticate(gateDeps(this.env), req);
  }
  session(req: Req<IdentityApi, 'session'>) {
    return knownSession(gateDeps(this.env), req);
  }
}

export class Approvals extends WorkerEntrypoint<Env> implements ApprovalsApi {
  pending(req: Req<ApprovalsApi, 'pending'>) {
    return pendingPlans(gateDeps(this.env), req);
  }
  plan(req: Req<ApprovalsApi, 'plan'>) {
    return showPlan(gateDeps(this.env), req);
  }
  submit(req: Req<ApprovalsApi, 'submit'>) {
    return submitApproval(gateDeps(this.env), req);
  }
}

export class StepCredentials extends WorkerEntrypoint<Env> implements StepCredentialsApi {
  async permitKeys() {
    return { ...(await gateDeps(this.env).permitKey()).publicKeys };
  }
  forStep(req: Req<StepCredentialsApi, 'forStep'>) {
    return forStep(gateDeps(this.env), req);
  }
  forPreview(req: Req<StepCredentialsApi, 'forPreview'>) {
    return forPreview(gateDeps(this.env), readCache, req);
  }
}

export class ReadCredentials extends WorkerEntrypoint<Env> implements ReadCredentialsApi {
  forRead(req: Req<ReadCredentialsApi, 'forRead'>) {
    return forRead(gateDeps(this.env), readCache, req);
  }
}

export default {
  fetch: () => new Response('vedette-gate answers by RPC only', { status: 404 }),
  /** Ledger entries that an earlier call could not deliver; judgements that are past their time. */
  async scheduled(_event, env) {
    const deps = gateDeps(env);
    for (const org of await deps.store.doors.waiting()) await flushJournal(deps, org);
    await sweepJudgements(deps);
    await deps.store.doors.sweepRequests(deps.now());
  },
} satisfies ExportedHandler<Env>;
