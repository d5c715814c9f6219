import { listAccounts } from './accounts/list.ts';
import { putAccount } from './accounts/put.ts';
import { getAlert } from './alerts/get.ts';
import { listAlertsRoute } from './alerts/list.ts';
import { overview } from './analytics/overview.ts';
import { getApproval } from './approvals/get.ts';
import { listApprovals } from './approvals/list.ts';
import { submitApproval } from './approvals/submit.ts';
import { enrolApproverKey } from './approver-keys/enrol.ts';
import { listApproverKeys } from './approver-keys/list.ts';
import { revokeApproverKey } from './approver-keys/revoke.ts';
import { vouchForKey } from './approver-keys/vouch.ts';
import { auditHead } from './audit/head.ts';
import { auditKeys } from './audit/keys.ts';
import { auditOrganisation } from './audit/organisation.ts';
import { getDeadLetterRoute } from './dead-letters/get.ts';
import { listDeadLettersRoute } from './dead-letters/list.ts';
import { replayDeadLetter } from './dead-letters/replay.ts';
import { getDecisionPoint } from './decision-point/get.ts';
import { putDecisionPoint } from './decision-point/put.ts';
import { removeDecisionPoint } from './decision-point/remove.ts';
import { testDecisionPoint } from './decision-point/test.ts';
import { listDecisions } from './decisions/list.ts';
import { getDeliveryRoute } from './deliveries/get.ts';
import { listDeliveriesRoute } from './deliveries/list.ts';
import { getEntityRoute } from './entities/get.ts';
import { listEntitiesRoute } from './entities/list.ts';
import { createFinding } from './findings/create.ts';
import { getFinding } from './findings/get.ts';
import { listFindingsRoute } from './findings/list.ts';
import { addOidcProvider } from './identity-providers/add-oidc.ts';
import { listIdentityProviders } from './identity-providers/list.ts';
import { putAccess } from './identity-providers/put-access.ts';
import { removeAccess } from './identity-providers/remove-access.ts';
import { removeOidcProvider } from './identity-providers/remove-oidc.ts';
import { acknowledgeIncident } from './incidents/acknowledge.ts';
import { assignIncident } from './incidents/assign.ts';
import { incidentAudit } from './incidents/audit.ts';
import { cancelHunt } from './hunts/cancel.ts';
import { getHuntRoute } from './hunts/get.ts';
import { listHuntsRoute } from './hunts/list.ts';
import { startHunt } from './hunts/start.ts';
import { closeIncident } from './incidents/close.ts';
import { commentOnIncident } from './incidents/comment.ts';
import { listComments } from './incidents/comments.ts';
import { incidentEvidence } from './incidents/evidence.ts';
import { getIncident } from './incidents/get.ts';
import { incidentInvestigation } from './incidents/investigation.ts';
import { listIncidentsRoute } from './incidents/list.ts';
import { incidentLog } from './incidents/log.ts';
import { mergeIncident } from './incidents/merge.ts';
import { releaseIncident } from './incidents/release.ts';
import { reopenIncident } from './incidents/reopen.ts';
import { replayIncident } from './incidents/replay.ts';
import { getIndicators } from './indicators/get.ts';
import { putIndicators } from './indicators/put.ts';
import { removeIndicators } from './indicators/remove.ts';
import { createKey } from './keys/create.ts';
import { listKeys } from './keys/list.ts';
import { revokeKey } from './keys/revoke.ts';
import { beginEnrolPasskey } from './me/enrol-passkey-begin.ts';
import { finishEnrolPasskey } from './me/enrol-passkey-finish.ts';
import { getMe } from './me/get.ts';
import { beginOneTimeCodes } from './me/one-time-codes-begin.ts';
import { confirmOneTimeCodes } from './me/one-time-codes-confirm.ts';
import { removeOneTimeCodes } from './me/one-time-codes-remove.ts';
import { listPasskeys } from './me/passkeys.ts';
import { getPreferences } from './me/preferences-get.ts';
import { putPreferences } from './me/preferences-put.ts';
import { revokePasskey } from './me/revoke-passkey.ts';
import { revokeSession } from './me/revoke-session.ts';
import { beginSecondFactor } from './me/second-factor-begin.ts';
import { secondFactorCode } from './me/second-factor-code.ts';
import { finishSecondFactor } from './me/second-factor-finish.ts';
import { listSessions } from './me/sessions.ts';
import { getOrganisation } from './organisation/get.ts';
import { listOrganisations } from './organisation/list.ts';
import { updateOrganisation } from './organisation/update.ts';
import { createPolicy } from './policies/create.ts';
import { dryRunPolicies } from './policies/dry-run.ts';
import { getPolicies } from './policies/get.ts';
import { getPolicy } from './policies/get-one.ts';
import { putPolicies } from './policies/put.ts';
import { removePolicy } from './policies/remove.ts';
import { updatePolicy } from './policies/update.ts';
import { validatePolicies } from './policies/validate.ts';
import { getPolicyVersion } from './policies/version.ts';
import { listPolicyVersions } from './policies/versions.ts';
import { getRemediation } from './remediations/get.ts';
import { listRemediations } from './remediations/list.ts';
import { createRule } from './rules/create.ts';
import { getRule } from './rules/get.ts';
import { listKeptBack } from './rules/kept-back.ts';
import { listRules } from './rules/list.ts';
import { removeRule } from './rules/remove.ts';
import { rollBackRule } from './rules/roll-back.ts';
import { setRuleState } from './rules/state.ts';
import { testRule } from './rules/test.ts';
import { updateRule } from './rules/update.ts';
import { validateRule } from './rules/validate.ts';
import { listRuleVersions } from './rules/versions.ts';
import { addSuppression } from './suppressions/add.ts';
import { endSuppression } from './suppressions/end.ts';
import { listSuppressions } from './suppressions/list.ts';
import { signInByAccess } from './sign-in/access.ts';
import { createSignInLink } from './sign-in/create-link.ts';
import { redeemLink } from './sign-in/link.ts';
import { signInMethods } from './sign-in/methods.ts';
import { beginOidc } from './sign-in/oidc-begin.ts';
import { finishOidc } from './sign-in/oidc-callback.ts';
import { beginPasskeySignIn } from './sign-in/passkey-begin.ts';
import { finishPasskeySignIn } from './sign-in/passkey-finish.ts';
import { signOut } from './sign-in/sign-out.ts';
import { addSlackWorkspace } from './slack/add-workspace.ts';
import { listSlackUsers } from './slack/list-users.ts';
import { listSlackWorkspaces } from './slack/list-workspaces.ts';
import { mapSlackUser } from './slack/map-user.ts';
import { removeSlackWorkspace } from './slack/remove-workspace.ts';
import { unmapSlackUser } from './slack/unmap-user.ts';
import { createSource } from './sources/create.ts';
import { getSource } from './sources/get.ts';
import { listSourceKinds } from './sources/kinds.ts';
import { listSources } from './sources/list.ts';
import { removeSource } from './sources/remove.ts';
import { replaySourceLetters } from './sources/replay.ts';
import { retireSourceKeys } from './sources/retire-keys.ts';
import { rotateSource } from './sources/rotate.ts';
import { sourceSetup } from './sources/setup.ts';
import { testSource } from './sources/test.ts';
import { updateSource } from './sources/update.ts';
import { openStream } from './stream/open.ts';
import { health } from './system/health.ts';
import { ready } from './system/ready.ts';
import { setup } from './system/setup.ts';
import { stats } from './system/stats.ts';
import { createUser } from './users/create.ts';
import { listUsers } from './users/list.ts';
import { updateUser } from './users/update.ts';
import { keylessEverywhere } from './keyless/everywhere.ts';
import { getKeyless } from './keyless/get.ts';
import { resumeKeyless } from './keyless/resume.ts';
import { stopKeyless } from './keyless/stop.ts';
import { addProtection } from './protections/add.ts';
import { listProtections } from './protections/list.ts';
import { removeProtection } from './protections/remove.ts';
import type { Route } from '../http/route.ts';
import { listAgents } from './agents/list.ts';
import { setQuota } from './agents/quota.ts';
import { decideReview } from './reviews/decide.ts';
import { listReviews } from './reviews/list.ts';
import { taskDone } from './incidents/task-done.ts';
import { listWindows } from './windows/list.ts';
import { putWindow } from './windows/put.ts';
import { removeWindow } from './windows/remove.ts';

/** Every route of the API; one file each. The order is that of the document; paths do not overlap but by parameters. */
export const ROUTES: readonly Route[] = [
  listAccounts,
  putAccount,
  getAlert,
  listAlertsRoute,
  overview,
  getApproval,
  listApprovals,
  submitApproval,
  enrolApproverKey,
  listApproverKeys,
  revokeApproverKey,
  vouchForKey,
  auditHead,
  auditKeys,
  auditOrganisation,
  getDeadLetterRoute,
  listDeadLettersRoute,
  replayDeadLetter,
  getDecisionPoint,
  putDecisionPoint,
  removeDecisionPoint,
  testDecisionPoint,
  listDecisions,
  getDeliveryRoute,
  listDeliveriesRoute,
  getEntityRoute,
  listEntitiesRoute,
  createFinding,
  getFinding,
  listFindingsRoute,
  addOidcProvider,
  listIdentityProviders,
  putAccess,
  removeAccess,
  removeOidcProvider,
  acknowledgeIncident,
  assignIncident,
  incidentAudit,
  closeIncident,
  commentOnIncident,
  listComments,
  incidentEvidence,
  getIncident,
  incidentInvestigation,
  listIncidentsRoute,
  incidentLog,
  mergeIncident,
  releaseIncident,
  reopenIncident,
  replayIncident,
  getIndicators,
  putIndicators,
  removeIndicators,
  createKey,
  listKeys,
  revokeKey,
  beginEnrolPasskey,
  finishEnrolPasskey,
  getMe,
  beginOneTimeCodes,
  confirmOneTimeCodes,
  removeOneTimeCodes,
  listPasskeys,
  getPreferences,
  putPreferences,
  revokePasskey,
  revokeSession,
  beginSecondFactor,
  secondFactorCode,
  finishSecondFactor,
  listSessions,
  getOrganisation,
  listOrganisations,
  updateOrganisation,
  getPolicies,
  createPolicy,
  putPolicies,
  listPolicyVersions,
  getPolicyVersion,
  validatePolicies,
  dryRunPolicies,
  getPolicy,
  updatePolicy,
  removePolicy,
  getRemediation,
  listRemediations,
  listRules,
  createRule,
  validateRule,
  testRule,
  getRule,
  updateRule,
  removeRule,
  listRuleVersions,
  rollBackRule,
  setRuleState,
  listKeptBack,
  listHuntsRoute,
  startHunt,
  getHuntRoute,
  cancelHunt,
  listSuppressions,
  addSuppression,
  endSuppression,
  signInByAccess,
  createSignInLink,
  redeemLink,
  signInMethods,
  beginOidc,
  finishOidc,
  beginPasskeySignIn,
  finishPasskeySignIn,
  signOut,
  listSourceKinds,
  createSource,
  listSources,
  getSource,
  updateSource,
  removeSource,
  rotateSource,
  retireSourceKeys,
  sourceSetup,
  testSource,
  replaySourceLetters,
  openStream,
  health,
  ready,
  setup,
  stats,
  createUser,
  listUsers,
  updateUser,
  listProtections,
  addProtection,
  removeProtection,
  getKeyless,
  stopKeyless,
  resumeKeyless,
  keylessEverywhere,
  listWindows,
  putWindow,
  removeWindow,
  taskDone,
  listAgents,
  setQuota,
  listReviews,
  decideReview,
  listSlackWorkspaces,
  addSlackWorkspace,
  removeSlackWorkspace,
  listSlackUsers,
  mapSlackUser,
  unmapSlackUser,
];
