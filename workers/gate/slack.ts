import { WorkerEntrypoint } from 'cloudflare:workers';
import type { SlackApi } from '../../src/contracts/rpc.ts';
import {
  addSlackWorkspace,
  listSlackUsers,
  listSlackWorkspaces,
  mapSlackUser,
  removeSlackWorkspace,
  unmapSlackUser,
} from '../../src/decide/slack/directory.ts';
import { handleSlack } from '../../src/decide/slack/handle.ts';
import { readSigningSecrets } from '../../src/decide/slack/verify.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** Requests as Slack signed them, and who of Slack is who; every method but `handle` looks its caller up again. */
export class Slack extends WorkerEntrypoint<Env> implements SlackApi {
  handle(req: Req<SlackApi, 'handle'>) {
    return handleSlack(gateDeps(this.env), readSigningSecrets(this.env.SLACK_SIGNING_SECRET), req);
  }
  workspaces(req: Req<SlackApi, 'workspaces'>) {
    return listSlackWorkspaces(gateDeps(this.env), req);
  }
  addWorkspace(req: Req<SlackApi, 'addWorkspace'>) {
    return addSlackWorkspace(gateDeps(this.env), req);
  }
  removeWorkspace(req: Req<SlackApi, 'removeWorkspace'>) {
    return removeSlackWorkspace(gateDeps(this.env), req);
  }
  users(req: Req<SlackApi, 'users'>) {
    return listSlackUsers(gateDeps(this.env), req);
  }
  mapUser(req: Req<SlackApi, 'mapUser'>) {
    return mapSlackUser(gateDeps(this.env), req);
  }
  unmapUser(req: Req<SlackApi, 'unmapUser'>) {
    return unmapSlackUser(gateDeps(this.env), req);
  }
}
