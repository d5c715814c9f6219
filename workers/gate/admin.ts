import { WorkerEntrypoint } from 'cloudflare:workers';
import type { AdminApi } from '../../src/contracts/rpc.ts';
import { putAccount } from '../../src/decide/admin/accounts.ts';
import { createApiKey, createUser, enrolApproverKey, revokeApiKey } from '../../src/decide/admin/people.ts';
import {
  putDecisionPoint,
  removeDecisionPoint,
  showDecisionPoint,
  testDecisionPoint,
} from '../../src/decide/admin/decision-point.ts';
import { recordIndicators } from '../../src/decide/admin/indicators.ts';
import { listJudgements } from '../../src/decide/admin/judgements.ts';
import { createPolicy, deletePolicy, putPolicies, updatePolicy } from '../../src/decide/admin/policies/change.ts';
import { dryRunPolicies } from '../../src/decide/admin/policies/dry-run.ts';
import {
  listPolicies,
  onePolicy,
  oneVersion,
  policyVersions,
  validatePolicySet,
} from '../../src/decide/admin/policies/read.ts';
import { setup } from '../../src/decide/admin/setup.ts';
import { retireSourceKeys, rotateSource } from '../../src/decide/admin/source-keys.ts';
import { createSource, deleteSource, updateSource } from '../../src/decide/admin/sources.ts';
import { listSources, oneSource } from '../../src/decide/admin/sources-read.ts';
import { listWindows, putWindow, removeWindow } from '../../src/decide/admin/windows.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** Every method but setup looks its caller and that caller's role up again. */
export class Admin extends WorkerEntrypoint<Env> implements AdminApi {
  setup(req: Req<AdminApi, 'setup'>) {
    return setup(gateDeps(this.env), req);
  }
  createSource(req: Req<AdminApi, 'createSource'>) {
    return createSource(gateDeps(this.env), req);
  }
  listSources(req: Req<AdminApi, 'listSources'>) {
    return listSources(gateDeps(this.env), req);
  }
  rotateSource(req: Req<AdminApi, 'rotateSource'>) {
    return rotateSource(gateDeps(this.env), req);
  }
  updateSource(req: Req<AdminApi, 'updateSource'>) {
    return updateSource(gateDeps(this.env), req);
  }
  source(req: Req<AdminApi, 'source'>) {
    return oneSource(gateDeps(this.env), req);
  }
  retireSourceKeys(req: Req<AdminApi, 'retireSourceKeys'>) {
    return retireSourceKeys(gateDeps(this.env), req);
  }
  deleteSource(req: Req<AdminApi, 'deleteSource'>) {
    return deleteSource(gateDeps(this.env), req);
  }
  createUser(req: Req<AdminApi, 'createUser'>) {
    return createUser(gateDeps(this.env), req);
  }
  createApiKey(req: Req<AdminApi, 'createApiKey'>) {
    return createApiKey(gateDeps(this.env), req);
  }
  revokeApiKey(req: Req<AdminApi, 'revokeApiKey'>) {
    return revokeApiKey(gateDeps(this.env), req);
  }
  enrolApproverKey(req: Req<AdminApi, 'enrolApproverKey'>) {
    return enrolApproverKey(gateDeps(this.env), req);
  }
  putAccount(req: Req<AdminApi, 'putAccount'>) {
    return putAccount(gateDeps(this.env), req);
  }
  listPolicies(req: Req<AdminApi, 'listPolicies'>) {
    return listPolicies(gateDeps(this.env), req);
  }
  putPolicies(req: Req<AdminApi, 'putPolicies'>) {
    return putPolicies(gateDeps(this.env), req);
  }
  policy(req: Req<AdminApi, 'policy'>) {
    return onePolicy(gateDeps(this.env), req);
  }
  createPolicy(req: Req<AdminApi, 'createPolicy'>) {
    return createPolicy(gateDeps(this.env), req);
  }
  updatePolicy(req: Req<AdminApi, 'updatePolicy'>) {
    return updatePolicy(gateDeps(this.env), req);
  }
  deletePolicy(req: Req<AdminApi, 'deletePolicy'>) {
    return deletePolicy(gateDeps(this.env), req);
  }
  policyVersions(req: Req<AdminApi, 'policyVersions'>) {
    return policyVersions(gateDeps(this.env), req);
  }
  policyVersion(req: Req<AdminApi, 'policyVersion'>) {
    return oneVersion(gateDeps(this.env), req);
  }
  validatePolicies(req: Req<AdminApi, 'validatePolicies'>) {
    return validatePolicySet(gateDeps(this.env), req);
  }
  dryRunPolicies(req: Req<AdminApi, 'dryRunPolicies'>) {
    return dryRunPolicies(gateDeps(this.env), req);
  }
  judgements(req: Req<AdminApi, 'judgements'>) {
    return listJudgements(gateDeps(this.env), req);
  }
  decisionPoint(req: Req<AdminApi, 'decisionPoint'>) {
    return showDecisionPoint(gateDeps(this.env), req);
  }
  putDecisionPoint(req: Req<AdminApi, 'putDecisionPoint'>) {
    return putDecisionPoint(gateDeps(this.env), req);
  }
  removeDecisionPoint(req: Req<AdminApi, 'removeDecisionPoint'>) {
    return removeDecisionPoint(gateDeps(this.env), req);
  }
  testDecisionPoint(req: Req<AdminApi, 'testDecisionPoint'>) {
    return testDecisionPoint(gateDeps(this.env), req);
  }
  listWindows(req: Req<AdminApi, 'listWindows'>) {
    return listWindows(gateDeps(this.env), req);
  }
  putWindow(req: Req<AdminApi, 'putWindow'>) {
    return putWindow(gateDeps(this.env), req);
  }
  removeWindow(req: Req<AdminApi, 'removeWindow'>) {
    return removeWindow(gateDeps(this.env), req);
  }
  recordIndicators(req: Req<AdminApi, 'recordIndicators'>) {
    return recordIndicators(gateDeps(this.env), req);
  }
}
