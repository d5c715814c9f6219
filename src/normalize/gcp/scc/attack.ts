import { list, text } from '../../read.ts';
import { TACTICS } from '../../attack-names.ts';

/**
 * ATT&CK techniques by the names that Security Command Center uses for them:
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings#Technique
 */
const TECHNIQUES: ReadonlyMap<string, string> = new Map([
  ['ABUSE_ELEVATION_CONTROL_MECHANISM', 'T1548'],
  ['ACCESS_TOKEN_MANIPULATION', 'T1134'],
  ['ACCOUNT_ACCESS_REMOVAL', 'T1531'],
  ['ACCOUNT_MANIPULATION', 'T1098'],
  ['ACTIVE_SCANNING', 'T1595'],
  ['ADDITIONAL_CLOUD_CREDENTIALS', 'T1098.001'],
  ['ADDITIONAL_CONTAINER_CLUSTER_ROLES', 'T1098.006'],
  ['APPLICATION_LAYER_PROTOCOL', 'T1071'],
  ['BOOT_OR_LOGON_INITIALIZATION_SCRIPTS', 'T1037'],
  ['BRUTE_FORCE', 'T1110'],
  ['CLOUD_ACCOUNTS', 'T1078.004'],
  ['CLOUD_GROUPS', 'T1069.003'],
  ['CLOUD_INFRASTRUCTURE_DISCOVERY', 'T1580'],
  ['CLOUD_SERVICE_DISCOVERY', 'T1526'],
  ['COMMAND_AND_SCRIPTING_INTERPRETER', 'T1059'],
  ['CONTAINER_AND_RESOURCE_DISCOVERY', 'T1613'],
  ['CREATE_OR_MODIFY_SYSTEM_PROCESS', 'T1543'],
  ['CREATE_SNAPSHOT', 'T1578.001'],
  ['DATA_DESTRUCTION', 'T1485'],
  ['DEFAULT_ACCOUNTS', 'T1078.001'],
  ['DISABLE_OR_MODIFY_TOOLS', 'T1562.001'],
  ['DNS', 'T1071.004'],
  ['DOMAIN_POLICY_MODIFICATION', 'T1484'],
  ['DYNAMIC_RESOLUTION', 'T1568'],
  ['EVENT_TRIGGERED_EXECUTION', 'T1546'],
  ['EXFILTRATION_OVER_WEB_SERVICE', 'T1567'],
  ['EXFILTRATION_TO_CLOUD_STORAGE', 'T1567.002'],
  ['EXPLOITATION_FOR_PRIVILEGE_ESCALATION', 'T1068'],
  ['EXPLOIT_PUBLIC_FACING_APPLICATION', 'T1190'],
  ['EXTERNAL_PROXY', 'T1090.002'],
  ['IMPAIR_DEFENSES', 'T1562'],
  ['INDICATOR_REMOVAL_FILE_DELETION', 'T1070.004'],
  ['INGRESS_TOOL_TRANSFER', 'T1105'],
  ['INHIBIT_SYSTEM_RECOVERY', 'T1490'],
  ['LATERAL_TOOL_TRANSFER', 'T1570'],
  ['LOCAL_ACCOUNTS', 'T1078.003'],
  ['MASQUERADING', 'T1036'],
  ['MATCH_LEGITIMATE_NAME_OR_LOCATION', 'T1036.005'],
  ['MODIFY_AUTHENTICATION_PROCESS', 'T1556'],
  ['MODIFY_CLOUD_COMPUTE_INFRASTRUCTURE', 'T1578'],
  ['MULTI_HOP_PROXY', 'T1090.003'],
  ['NATIVE_API', 'T1106'],
  ['NETWORK_DENIAL_OF_SERVICE', 'T1498'],
  ['NETWORK_SERVICE_DISCOVERY', 'T1046'],
  ['OBTAIN_CAPABILITIES', 'T1588'],
  ['PERMISSION_GROUPS_DISCOVERY', 'T1069'],
  ['PROCESS_DISCOVERY', 'T1057'],
  ['PROXY', 'T1090'],
  ['PYTHON', 'T1059.006'],
  ['RESOURCE_HIJACKING', 'T1496'],
  ['SCANNING_IP_BLOCKS', 'T1595.001'],
  ['SERVICE_STOP', 'T1489'],
  ['SHARED_MODULES', 'T1129'],
  ['SOFTWARE_DEPLOYMENT_TOOLS', 'T1072'],
  ['SSH_AUTHORIZED_KEYS', 'T1098.004'],
  ['STARTUP_ITEMS', 'T1037.005'],
  ['STEAL_APPLICATION_ACCESS_TOKEN', 'T1528'],
  ['STEAL_WEB_SESSION_COOKIE', 'T1539'],
  ['TOKEN_IMPERSONATION_OR_THEFT', 'T1134.001'],
  ['UNIX_SHELL', 'T1059.004'],
  ['UNSECURED_CREDENTIALS', 'T1552'],
  ['VALID_ACCOUNTS', 'T1078'],
]);

/** Rules of Event Threat Detection are called `Persistence: IAM Anomalous Grant`; some tactics go by other names there. */
const BY_CATEGORY: ReadonlyMap<string, string> = new Map([
  ['c2', 'command-and-control'],
  ['malware', 'command-and-control'],
  ['brute force', 'credential-access'],
  ['cryptomining', 'impact'],
  ['leaked credentials', 'credential-access'],
]);

function tacticOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const tactic = name.toLowerCase().replaceAll('_', '-').replaceAll(' ', '-');
  return TACTICS.has(tactic) ? tactic : undefined;
}

/** A finding's tactics and techniques as Sigma and we write them; the tactic by its category where Google names none. */
export function attackOf(finding: unknown): { tactics: string[]; techniques: string[] } {
  const tactics = [text(finding, 'mitreAttack', 'primaryTactic'), ...list(finding, 'mitreAttack', 'additionalTactics')]
    .map(tacticOf)
    .filter((t): t is string => t !== undefined);
  const techniques = [
    ...list(finding, 'mitreAttack', 'primaryTechniques'),
    ...list(finding, 'mitreAttack', 'additionalTechniques'),
  ]
    .map((t) => (typeof t === 'string' ? TECHNIQUES.get(t) : undefined))
    .filter((t): t is string => t !== undefined);
  if (tactics.length === 0) {
    const prefix = (text(finding, 'category') ?? '').split(':', 1)[0] ?? '';
    const guessed = BY_CATEGORY.get(prefix.toLowerCase()) ?? tacticOf(prefix);
    if (guessed !== undefined) tactics.push(guessed);
  }
  return { tactics: [...new Set(tactics)], techniques: [...new Set(techniques)] };
}
