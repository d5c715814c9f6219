import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Principal } from '../../../../src/contracts/access.ts';
import type { Role } from '../../../../src/contracts/common.ts';

/** Keys read `vdt_<role>_<organisation>`; everything else is unknown. */
export class Identity extends WorkerEntrypoint {
  async authenticate(req: { apiKey: string }): Promise<Principal | null> {
    const match = /^vdt_(viewer|analyst|approver|admin)_(org_[a-z]+)$/.exec(req.apiKey);
    return match
      ? { org: match[2]!, user: `usr_${match[1]}`, name: match[1]!, role: match[1] as Role, key: `key_${match[1]}` }
      : null;
  }
}

/** Echoes what it was asked, so that tests see what the API passed on. */
const echo = (method: string) => async (req: unknown) => ({ ok: true as const, value: { method, req } as never });

export class Admin extends WorkerEntrypoint {
  setup(req: { token: string }) {
    return req.token === 'the-right-token'
      ? { ok: true, value: { org: 'org_new', user: 'usr_new', apiKey: 'vdt_new' } }
      : { ok: false, error: { code: 'unauthenticated', detail: 'That is not the set-up token.' } };
  }
  createSource = echo('createSource');
  async listSources(req: { caller: Principal }) {
    return {
      ok: true,
      value: {
        sources: [
          { id: 'src_a', kind: 'aws.firehose', name: req.caller.org, accounts: [], enabled: true, createdAt: 1 },
        ],
      },
    };
  }
  async createUser() {
    return { ok: true, value: { id: 'usr_made' } };
  }
  async createApiKey() {
    return { ok: true, value: { id: 'key_made', apiKey: 'vdt_made' } };
  }
  async revokeApiKey(req: { id: string }) {
    return { ok: true, value: { id: req.id } };
  }
  async enrolApproverKey() {
    return { ok: true, value: { keyId: '0123456789abcdef' } };
  }
  async putAccount(req: { body: { account: string } }) {
    return { ok: true, value: { account: req.body.account } };
  }
  async listPolicies() {
    return { ok: true, value: { version: '1', policies: {} } };
  }
}

export class Approvals extends WorkerEntrypoint {
  async pending() {
    return { ok: true, value: { plans: [] } };
  }
  async plan() {
    return { ok: false, error: { code: 'not_found', detail: 'There is no such plan.' } };
  }
  async submit() {
    return { ok: false, error: { code: 'forbidden', detail: 'The signature does not fit the plan.' } };
  }
}

export default {};
