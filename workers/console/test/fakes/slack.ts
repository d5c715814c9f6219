import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Principal } from '../../../../src/contracts/access.ts';

const ok = (value: unknown) => ({ ok: true as const, value: value as never });
const wrong = (detail: string) => ({ ok: false as const, error: { code: 'unauthenticated', detail } });
const missing = (what: string) => ({
  ok: false as const,
  error: { code: 'not_found', detail: `There is no such ${what}.` },
});
interface Called {
  readonly caller: Principal;
}

const slackUser = {
  team: 'T0KNOWN',
  slackUser: 'U0KNOWN',
  user: 'usr_known',
  createdBy: 'user:usr_admin',
  createdAt: 1,
};
const slackWorkspace = { team: 'T0KNOWN', name: 'Known', createdBy: 'user:usr_admin', createdAt: 1 };

/** Finds every request good that is signed `v0=good`; what it answers is in the body, as JSON under `reply`, after `ms`. */
export class Slack extends WorkerEntrypoint {
  async handle(req: { signature: string; body: string }) {
    const form = new URLSearchParams(req.body);
    await new Promise((resolve) => setTimeout(resolve, Number(form.get('ms') ?? 0)));
    if (req.signature !== 'v0=good') return wrong('The signature is not of this body.');
    const said = JSON.parse(form.get('reply') ?? '{}') as object;
    const nothing = { text: '', replaceOriginal: false, open: null, responseUrl: null, next: { kind: 'none' } };
    return ok({ ...nothing, ...said });
  }
  workspaces(req: Called) {
    return ok({ workspaces: req.caller.org === 'org_a' ? [slackWorkspace] : [] });
  }
  addWorkspace() {
    return ok(slackWorkspace);
  }
  removeWorkspace(req: { caller: Principal; team: string }) {
    return req.caller.org === 'org_a' && req.team === 'T0KNOWN' ? ok({ team: req.team }) : missing('workspace');
  }
  users(req: Called) {
    return ok({ users: req.caller.org === 'org_a' ? [slackUser] : [] });
  }
  mapUser() {
    return ok(slackUser);
  }
  unmapUser(req: { caller: Principal; slackUser: string }) {
    return req.caller.org === 'org_a' && req.slackUser === 'U0KNOWN'
      ? ok({ slackUser: 'U0KNOWN' })
      : missing('account');
  }
}
